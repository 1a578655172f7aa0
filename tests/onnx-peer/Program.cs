// Reads batches of texts with ONNX Runtime, once for every line "go" on its input, and says the seconds: the peer of
// "trainer bench --onnx". Arguments: model file, batches file, threads, file for the embeddings of the first turn, and
// what is counted: wall or processor.
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;

var batches = new List<(OrtValue Ids, OrtValue Positions, OrtValue Mask)>();
using (var file = new BinaryReader(File.OpenRead(args[1])))
{
    while (file.BaseStream.Position < file.BaseStream.Length)
    {
        int count = file.ReadInt32(), length = file.ReadInt32();
        long[] shape = [count, length];
        long[] Longs() => [.. Enumerable.Range(0, count * length).Select(_ => file.ReadInt64())];
        int[] Integers() => [.. Enumerable.Range(0, count * length).Select(_ => file.ReadInt32())];
        batches.Add((OrtValue.CreateTensorValueFromMemory(Longs(), shape), OrtValue.CreateTensorValueFromMemory(Longs(), shape),
            OrtValue.CreateTensorValueFromMemory(Integers(), shape)));
    }
}
using var options = new SessionOptions
{
    GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
    IntraOpNumThreads = int.Parse(args[2], CultureInfo.InvariantCulture),
};
using var session = new InferenceSession(args[0], options);
using var run = new RunOptions();
using (var embeddings = new BinaryWriter(File.Create(args[3]))) { Read(values => { foreach (var v in values) { embeddings.Write(v); } }); }
Console.WriteLine($"ready {OrtEnv.Instance().GetVersionString()}");
while (Console.ReadLine() == "go")
{
    var start = Now();
    Read(_ => { });
    Console.WriteLine((Now() - start).ToString("R", CultureInfo.InvariantCulture));
}

double Now() => args[4] == "processor"
    ? Environment.CpuUsage.TotalTime.TotalSeconds
    : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

void Read(Action<float[]> take)
{
    foreach (var (ids, positions, mask) in batches)
    {
        using var output = session.Run(run, ["ids", "positions", "mask"], [ids, positions, mask], ["embeddings"]);
        take(output[0].GetTensorDataAsSpan<float>().ToArray());
    }
}

namespace DmlStudio.WebSpeed;

/// <summary>What an address cost.</summary>
/// <param name="Name">Name of the address.</param>
/// <param name="First">Its first answer, milliseconds.</param>
/// <param name="P95">95th percentile of the warm answers, milliseconds.</param>
/// <param name="Processor">Processor time of the server for one warm answer, milliseconds: what a busy machine does not change.</param>
/// <param name="Bytes">Size before compression.</param>
/// <param name="Sent">Size with the compression that a browser asks for.</param>
internal sealed record Asked(string Name, double First, double P95, double Processor, long Bytes, long Sent);

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>An encoder by plain loops in double, straight from the papers and the published code: what the program is held to.</summary>
internal abstract class Twin(TinyCheckpoint checkpoint)
{
    /// <summary>Its tiny checkpoint.</summary>
    public TinyCheckpoint Checkpoint => checkpoint;

    /// <summary>Name of the word table in the file.</summary>
    public virtual string Words => "embeddings.word_embeddings.weight";

    /// <summary>Id of the padding token.</summary>
    public abstract int PadId { get; }

    /// <summary>Attentions that it gives for a text: one for each layer.</summary>
    public virtual int Attentions => checkpoint.Number("num_hidden_layers");

    /// <summary>Epsilon of the normalisations.</summary>
    protected const double Epsilon = 1e-5;

    /// <summary>Last hidden states of one text.</summary>
    /// <param name="words">Its word vectors, [T][E].</param>
    /// <param name="types">Token types, [T].</param>
    /// <returns>[T][H].</returns>
    public abstract double[][] States(double[][] words, int[] types);

    /// <summary>Last hidden states of one text.</summary>
    public double[][] States(int[] ids, int[] types)
    {
        var table = checkpoint.Rows(Words);
        return States([.. ids.Select(i => table[i])], types);
    }

    protected double[][] Linear(string name, double[][] x) =>
        Plain.Linear(x, checkpoint.Rows(name + ".weight"), checkpoint.Values.ContainsKey(name + ".bias")
            ? checkpoint.Vector(name + ".bias")
            : null);

    protected double[][] Norm(string name, double[][] x) =>
        Plain.Norm(x, checkpoint.Vector(name + ".weight"), checkpoint.Values.ContainsKey(name + ".bias")
            ? checkpoint.Vector(name + ".bias")
            : null, Epsilon);
}

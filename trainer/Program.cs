using DmlStudio.Trainer.Datasets;

// The datasets that can be named, until training is in.
foreach (var (name, title, needs) in DatasetTable.All)
{
    Console.WriteLine(FormattableString.Invariant($"{name,-12}{title,-44}{needs}"));
}

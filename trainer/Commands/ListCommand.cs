using System.CommandLine;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Losses;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer list</c>: what can be chosen by name.</summary>
public static class ListCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("list", "Lists the losses with their settings, the datasets, the encoders inside, and the explanation methods.");
        command.SetAction(_ =>
        {
            Console.WriteLine("Losses (alone, or after cce+):");
            Console.WriteLine($"  {"cce",-16}Cross-entropy");
            foreach (var loss in LossTable.All)
            {
                Console.WriteLine($"  {loss.Key,-16}{loss.Title}, {loss.Source}");
                foreach (var setting in SettingInfo.Of(loss.Settings)) { Console.WriteLine($"    {setting.Name,-20}{setting.Description} (default {setting.Default})"); }
            }
            Console.WriteLine("Datasets:");
            foreach (var (name, title, needs) in DatasetTable.All) { Console.WriteLine($"  {name,-16}{title}{(needs.Length == 0 ? "" : $", needs {needs}")}"); }
            Console.WriteLine("Encoders that come with the program (any folder with a BERT or RoBERTa checkpoint can be named by --encoder):");
            foreach (var folder in EncoderFolders.Shipped())
            {
                var card = Path.Combine(folder, "README.md");
                Console.WriteLine($"  {Path.GetFileName(folder),-16}{(File.Exists(card) ? File.ReadLines(card).FirstOrDefault(l => l.Length > 0 && l[0] != '#') : "no card")}");
                Console.WriteLine($"  {"",-16}{folder}");
            }
            Console.WriteLine("Explanations: lime (profiles captum and lime; targets log-odds and probability).");
            return ExitCodes.Done;
        });
        return command;
    }
}

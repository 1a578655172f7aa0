using System.Globalization;
using DmlStudio.Trainer.Commands;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Unforeseen.Watch(args);
return await Verbs.Run(args);

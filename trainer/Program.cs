using System.Globalization;
using DmlStudio.Trainer.Commands;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return await Verbs.Run(args);

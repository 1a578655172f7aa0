// The program behind docs/web-speed.sh. "make FOLDER RUNS" fills a runs folder; "add FOLDER NUMBER" publishes one run more and says its id;
// "ask ADDRESS RUNS PROCESS FILE" asks every page of a browser that shows the folder, and keeps the figures in the file;
// "follow ADDRESS FOLDER PROCESS FILE" publishes runs beside pages that stay open, removes them, and adds those figures;
// "judge FILE…" prints the figures of several sizes with target, verdict and growth, and ends with 1 when a target is missed.
using System.Diagnostics;
using System.Globalization;
using DmlStudio.Store;
using DmlStudio.WebSpeed;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["make", var folder, var runs]:
        new StoreMaker(RunStore.Open(folder)).Make(new StoreShape(int.Parse(runs, CultureInfo.InvariantCulture)));
        return 0;
    case ["add", var folder, var number]:
        var further = int.Parse(number, CultureInfo.InvariantCulture);
        new StoreMaker(RunStore.Open(folder)).AddOne(further);
        Console.WriteLine(StoreShape.Further(further).Id);
        return 0;
    case ["ask", var address, var runs, var process, var file]:
        using (var server = Process.GetProcessById(int.Parse(process, CultureInfo.InvariantCulture)))
        {
            await new Asking(new Uri(address), int.Parse(runs, CultureInfo.InvariantCulture), new Server(server)).Into(file);
        }
        return 0;
    case ["follow", var address, var folder, var process, var file]:
        using (var server = Process.GetProcessById(int.Parse(process, CultureInfo.InvariantCulture)))
        using (var client = new HttpClient { BaseAddress = new Uri(address) })
        {
            var pages = await OpenPages.Follow(client, new StoreMaker(RunStore.Open(folder)), new Server(server));
            (Figures.Read(file) with { Pages = pages }).Write(file);
        }
        return 0;
    case ["judge", .. var files]:
        return Verdict.Print(files, Console.Out);
    default:
        Console.Error.WriteLine("Expected make FOLDER RUNS, add FOLDER NUMBER, ask ADDRESS RUNS PROCESS FILE, "
            + "follow ADDRESS FOLDER PROCESS FILE, or judge FILE…; bash docs/web-speed.sh does all of it.");
        return 2;
}

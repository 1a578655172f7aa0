#pragma warning disable CA1018, CA1032, CA1064, CA1812, CA1822, IDE0130 // Types that stand for what must be found, and for nothing else.
namespace DmlStudio.Tests.Trainer.Architecture.Planted.High
{
    internal sealed class Mark : Attribute;

    internal class Thing
    {
        public static int Number(int low) => low + Low.InABody.Lowest;
    }

    internal sealed class Trouble : Exception;
}

namespace DmlStudio.Tests.Trainer.Architecture.Planted.Low
{
    internal static class InABody
    {
        public static readonly int Lowest = 1;

        public static int Call() => High.Thing.Number(1);
    }

    internal static class InASignature
    {
        public static object? Same(High.Thing? thing) => thing;
    }

    internal static class AsAnArgument
    {
        public static int Count(object things) => ((IReadOnlyCollection<Dictionary<string, High.Thing[]>>)things).Count;
    }

    [High.Mark]
    internal static class AsAnAttribute;

    internal sealed class AsABase : High.Thing;

    internal static class InALambda
    {
        public static IEnumerable<int> All(int[] numbers) => numbers.Select(n => High.Thing.Number(n));
    }

    internal static class InACatch
    {
        public static bool Runs(Action action)
        {
            try { action(); return true; }
            catch (High.Trouble) { return false; }
        }
    }
}

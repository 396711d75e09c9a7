namespace IntervenGen.Cluster.Tests;

/// <summary>Waits for what other processes do.</summary>
internal static class Await
{
    // What is asked may start processes, and the cores are for those that work.
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.4);

    public static void True(Func<bool> condition, int seconds, Func<string> otherwise)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(seconds);
        while (!condition())
        {
            if (DateTime.UtcNow > end)
                Assert.Fail($"waited {seconds} s in vain: {otherwise()}");
            Thread.Sleep(s_interval);
        }
    }
}

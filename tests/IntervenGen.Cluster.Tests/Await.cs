namespace IntervenGen.Cluster.Tests;

/// <summary>Waits for what other processes do.</summary>
internal static class Await
{
    public static void True(Func<bool> condition, int seconds, Func<string> otherwise)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(seconds);
        while (!condition())
        {
            if (DateTime.UtcNow > end)
                Assert.Fail($"waited {seconds} s in vain: {otherwise()}");
            Thread.Sleep(100);
        }
    }
}

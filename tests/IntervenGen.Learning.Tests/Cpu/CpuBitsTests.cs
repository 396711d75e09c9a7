using System.Diagnostics;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.CpuProbe;

namespace IntervenGen.Learning.Tests.Cpu;

/// <summary>What the kernels compute does not depend on the machine's vectors nor on the number of threads, to the last bit.</summary>
public sealed class CpuBitsTests
{
    // Whoever changes an order of adding or rounding changes these, and raises the kernels' number in ArithmeticFingerprint.
    private const string Training = "29fdae3a251dab67", Inference = "76392b398562aa9e";

    [Theory]
    [InlineData("", 0)]
    [InlineData("DOTNET_EnableAVX512=0", 256)]
    [InlineData("DOTNET_EnableAVX2=0", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic=0", 128)]
    public void A_process_with_other_vectors_computes_the_same_bits(string setting, int widest)
    {
        // What the setting must really have switched: a test of narrow vectors on wide ones would prove nothing.
        int expected = widest == 0 ? KernelDigest.WidestVectors : Math.Min(widest, KernelDigest.WidestVectors);
        Assert.Equal($"{expected} {Training} {Inference}", RunProbe(setting));
    }

    [Theory]
    [InlineData(CpuVectors.Vector128)]
    [InlineData(CpuVectors.Vector256)]
    [InlineData(CpuVectors.Vector512)]
    public void Every_width_computes_the_same_bits(CpuVectors vectors)
    {
        if (vectors > CpuKernels.Best)
        {
            Assert.Throws<PlatformNotSupportedException>(() => CpuKernels.For(vectors));
            return;
        }

        Assert.Equal(Training, $"{KernelDigest.OfTraining(vectors):x16}");
        Assert.Equal(Inference, $"{KernelDigest.OfInference(vectors):x16}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_number_of_threads_computes_the_same_bits(int threads) =>
        Assert.Equal(Training, $"{KernelDigest.OfTraining(threads: threads):x16}");

    private static string RunProbe(string setting)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(KernelDigest).Assembly.Location);
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_Enable", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        if (setting.Length > 0)
            start.Environment[setting.Split('=')[0]] = setting.Split('=')[1];
        using Process probe = Process.Start(start)!;
        string line = probe.StandardOutput.ReadToEnd().Trim();
        probe.WaitForExit();
        Assert.Equal(0, probe.ExitCode);
        return line;
    }
}

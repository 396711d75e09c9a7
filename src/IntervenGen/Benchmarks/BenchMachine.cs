using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;
using IntervenGen.Interop;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen;

/// <summary>What a number was measured on, and how much memory the process took.</summary>
internal static class BenchMachine
{
    /// <summary>Processor, cores, runtime, vector width and versions: part of every benchmark's JSON.</summary>
    public static JsonObject Describe() => new()
    {
        ["cpu"] = Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        ["cores"] = Allocation.Current.Count,
        ["load_average"] = Load(),
        ["system"] = RuntimeInformation.OSDescription,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["vector_bits"] = Vector<byte>.Count * 8,
        ["vector512"] = Vector512.IsHardwareAccelerated,
        ["physics_kernels"] = PhysicsKernels.Name,
        ["intervengen"] = Workspace.Version,
    };

    /// <summary>Largest resident memory of this process so far, MiB; 0 where the system does not say.</summary>
    public static double PeakResidentMegabytes() =>
        Field("/proc/self/status", "VmHWM") is { } text
            && double.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out double kibibytes)
            ? Math.Round(kibibytes / 1024, 1)
            : 0;

    // Others on the machine make every figure smaller, so the load stands beside it.
    private static double Load()
    {
        try
        {
            return double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            return 0;
        }
    }

    private static string? Field(string path, string name)
    {
        if (!File.Exists(path))
            return null;
        string? line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}

using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Learning.Torch;
using IntervenGen.Tools.Torch;

// Without arguments: loads libtorch once, so that whatever has to be prepared is, and says what it found.
// measure [cpu|cuda] [SECONDS]: one line of JSON.
try
{
    if (args is ["measure", ..])
    {
        ComputeDevice device = args is [_, "cuda", ..] ? ComputeDevice.Cuda : ComputeDevice.Cpu;
        double seconds = args is [_, _, { } given, ..] ? double.Parse(given, CultureInfo.InvariantCulture) : 2;
        Console.WriteLine(Measure.Run(device, seconds).ToJsonString());
        return 0;
    }

    Console.WriteLine($"libtorch {LibTorch.Version} in '{LibTorch.Folder}'; CUDA: {(LibTorch.HasCuda ? "yes" : "no")}");
    if (LibTorch.Note is { } note)
        Console.WriteLine(note);
    return 0;
}
catch (Exception exception) when (exception is IntervenGenException or FormatException)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 1;
}

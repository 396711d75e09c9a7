using IntervenGen.Core;
using IntervenGen.Learning.Torch;

// Loads libtorch once, so that whatever has to be prepared is, and says what it found.
try
{
    Console.WriteLine($"libtorch {LibTorch.Version} in '{LibTorch.Folder}'; CUDA: {(LibTorch.HasCuda ? "yes" : "no")}");
    if (LibTorch.Note is { } note)
        Console.WriteLine(note);
    return 0;
}
catch (IntervenGenException exception)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 1;
}

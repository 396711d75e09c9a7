using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace IntervenGen.Learning.TorchScript;

/// <summary>A TorchScript module in libtorch's interpreter, on the CPU.</summary>
/// <remarks>Any number of threads may call it.</remarks>
internal sealed class TorchScriptModule : IDisposable
{
    private readonly jit.ScriptModule _module;
    private readonly string _path;

    private TorchScriptModule(string path, jit.ScriptModule module)
    {
        (_path, _module) = (path, module);
        module.eval();
        Inputs = module.GetNumberOfInputs();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
        {
            using (parameter)
                Parameters.Add((name, parameter.shape));
        }
    }

    /// <summary>Number of arguments of <c>forward</c>.</summary>
    public int Inputs { get; }

    /// <summary>Names and sizes of its parameters; a frozen module has none.</summary>
    public List<(string Name, long[] Shape)> Parameters { get; } = [];

    /// <summary>Loads a module into libtorch.</summary>
    /// <exception cref="UsageException">libtorch is not on this machine.</exception>
    /// <exception cref="EpisodeFormatException">libtorch cannot read the module.</exception>
    public static TorchScriptModule Load(TorchScriptFile file)
    {
        _ = LibTorch.Device(ComputeDevice.Cpu);
        try
        {
            return new TorchScriptModule(file.Path, jit.load(file.Bytes, DeviceType.CPU));
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw new EpisodeFormatException($"'{file.Path}' is not a module that libtorch reads: {Reason(exception)}", exception);
        }
    }

    /// <summary>Calls <c>forward</c>; the caller has opened a dispose scope.</summary>
    /// <exception cref="UsageException">The module raises an exception, or gives something else than tensors.</exception>
    public Tensor[] Call(params Tensor[] inputs)
    {
        object? result;
        try
        {
            // An array of objects, else it would be the one argument.
            result = _module.forward([.. inputs]);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw new UsageException($"'{_path}' cannot be evaluated: {Reason(exception)}", exception);
        }

        return result switch
        {
            Tensor one => [one],
            Tensor[] several => several,
            ITuple several => [.. Enumerable.Range(0, several.Length).Select(i => TensorOf(several[i]))],
            object[] several => [.. several.Select(TensorOf)],
            _ => [TensorOf(result)],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    private Tensor TensorOf(object? value) =>
        value as Tensor ?? throw new UsageException($"'{_path}' cannot be used: it gives something else than tensors");

    // What TorchSharp makes of libtorch's, and its own of results that it does not know.
    private static bool IsFault(Exception exception) => exception is ExternalException or NotSupportedException or NotImplementedException
        or InvalidOperationException or ArgumentException;

    // libtorch's messages have a trace of C++ frames below them, its interpreter's a trace of lines of the module above.
    private static string Reason(Exception exception)
    {
        string[] lines = exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? exception.GetType().Name
            : lines[0].Contains("TorchScript interpreter", StringComparison.Ordinal) ? lines[^1] : lines[0];
    }
}

namespace IntervenGen.Core;

/// <summary>A violated contract, reported with the value, its limit and where it was found.</summary>
public class IntervenGenException : Exception
{
    /// <summary>Creates the exception with a message.</summary>
    public IntervenGenException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public IntervenGenException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}

/// <summary>A file that violates its format: the message says which file and offset, and what was found and expected.</summary>
public sealed class EpisodeFormatException(string message, Exception? inner = null) : IntervenGenException(message, inner);

/// <summary>Input from the user that cannot be used: the message quotes it and says what would be accepted.</summary>
public class UsageException(string message, Exception? inner = null) : IntervenGenException(message, inner);

/// <summary>Input from the user with one or more faults, each reported on a line of its own.</summary>
/// <param name="subject">The input that has the faults, such as a file.</param>
/// <param name="faults">The faults, one line each; at least one.</param>
/// <param name="inner">The cause, if another exception led here.</param>
public sealed class FaultsException(string subject, IReadOnlyList<string> faults, Exception? inner = null)
    : UsageException(faults.Count == 1
        ? $"{subject}: {faults[0]}"
        : $"{subject}: {faults.Count} faults\n  {string.Join("\n  ", faults)}", inner)
{
    /// <summary>The input that has the faults.</summary>
    public string Subject { get; } = subject;

    /// <summary>The faults, one line each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>Result of a call into a native shim.</summary>
public enum NativeStatus
{
    /// <summary>The call succeeded.</summary>
    Ok = 0,

    /// <summary>The library itself failed; with MuJoCo, the lane involved is poisoned.</summary>
    Error = 1,

    /// <summary>The arguments are invalid; nothing was changed.</summary>
    Argument = 2,

    /// <summary>A file, memory or the display is not available.</summary>
    Unavailable = 3,

    /// <summary>The requested device does not exist.</summary>
    NoDevice = 4,
}

/// <summary>An error reported by a native library.</summary>
/// <param name="library">The library and its version, such as <c>MuJoCo 2.2.2</c>.</param>
/// <param name="function">The function that failed.</param>
/// <param name="code">The status it returned: a <see cref="NativeStatus"/> of our shims, or another library's own number.</param>
/// <param name="detail">The library's own error message.</param>
public sealed class NativeException(string library, string function, int code, string detail)
    : IntervenGenException($"{library}: {function} failed ({code}): {detail}")
{
    /// <summary>The library and its version.</summary>
    public string Library { get; } = library;

    /// <summary>The function that failed.</summary>
    public string Function { get; } = function;

    /// <summary>The status that the function returned.</summary>
    public int Code { get; } = code;
}

/// <summary>A native library is missing, or its ABI is not the one this build expects.</summary>
public sealed class AbiMismatchException(string message, Exception? inner = null) : IntervenGenException(message, inner);

namespace IntervenGen.Core;

/// <summary>A broken promise, reported with the value, its limit and the place.</summary>
public class IntervenGenException : Exception
{
    /// <summary>Creates the exception.</summary>
    public IntervenGenException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public IntervenGenException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}

/// <summary>A file that is not what it should be: the message names file, offset, found and expected.</summary>
public sealed class EpisodeFormatException(string message, Exception? inner = null) : IntervenGenException(message, inner);

/// <summary>What the user gave cannot be used: the message names it and says what would do.</summary>
public class UsageException(string message, Exception? inner = null) : IntervenGenException(message, inner);

/// <summary>What the user gave has faults, each of which is told in a line of its own.</summary>
/// <param name="subject">What has them.</param>
/// <param name="faults">One or more.</param>
/// <param name="inner">The cause.</param>
public sealed class FaultsException(string subject, IReadOnlyList<string> faults, Exception? inner = null)
    : UsageException(faults.Count == 1
        ? $"{subject}: {faults[0]}"
        : $"{subject}: {faults.Count} faults\n  {string.Join("\n  ", faults)}", inner)
{
    /// <summary>What has the faults.</summary>
    public string Subject { get; } = subject;

    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>What a call into a native shim came to.</summary>
public enum NativeStatus
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The library itself failed; in MuJoCo the world involved is poisoned.</summary>
    Error = 1,

    /// <summary>The arguments cannot be used; nothing was touched.</summary>
    Argument = 2,

    /// <summary>A file, memory or the display could not be had.</summary>
    Unavailable = 3,

    /// <summary>The device that was asked for is not there.</summary>
    NoDevice = 4,
}

/// <summary>A native library reported an error.</summary>
/// <param name="library">The library, such as <c>MuJoCo 2.2.2</c>.</param>
/// <param name="function">The call that failed.</param>
/// <param name="code">Its status, a <see cref="NativeStatus"/> of our shims or another library's own number.</param>
/// <param name="detail">The library's own words.</param>
public sealed class NativeException(string library, string function, int code, string detail)
    : IntervenGenException($"{library}: {function} failed ({code}): {detail}")
{
    /// <summary>The library.</summary>
    public string Library { get; } = library;

    /// <summary>The call that failed.</summary>
    public string Function { get; } = function;

    /// <summary>Its status.</summary>
    public int Code { get; } = code;
}

/// <summary>A native library is missing, or is not the one this build was made for.</summary>
public sealed class AbiMismatchException(string message, Exception? inner = null) : IntervenGenException(message, inner);

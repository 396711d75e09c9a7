using System.Diagnostics.CodeAnalysis;

namespace IntervenGen.Core;

/// <summary>Checks how long a span is before native code or a kernel without bounds checks works on it.</summary>
public static class SpanLength
{
    /// <summary>Requires a length.</summary>
    /// <param name="length">Elements that were given.</param>
    /// <param name="expected">Elements that are needed.</param>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="ArgumentException">The two differ.</exception>
    public static void Require(int length, long expected, string name)
    {
        if (length != expected)
            Throw(length, expected, name);
    }

    // Apart, so that the check itself is small enough to be inlined.
    [DoesNotReturn]
    private static void Throw(int length, long expected, string name) =>
        throw new ArgumentException($"{name} has {length} numbers; {expected} are needed", name);
}

using System.Diagnostics.CodeAnalysis;
using IntervenGen.Core;

namespace IntervenGen.Rendering;

/// <summary>A renderer was used on another thread than the one that made it, to which its context belongs.</summary>
public sealed class RenderThreadException(string message) : IntervenGenException(message)
{
    [DoesNotReturn]
    internal static void Throw(int owner) => throw new RenderThreadException(
        $"this renderer belongs to thread {owner} and was used on thread {Environment.CurrentManagedThreadId}: make one on each thread");
}

namespace IntervenGen.Learning.Pickles;

/// <summary>An object that a pickle would make by a call: what is to be called and with what, uncalled.</summary>
/// <param name="function">The function or class.</param>
/// <param name="arguments">Its arguments.</param>
internal sealed class PickleCall(PickleGlobal function, IReadOnlyList<object?> arguments)
{
    /// <summary>The function or class.</summary>
    public PickleGlobal Function { get; } = function;

    /// <summary>The arguments of the call.</summary>
    public IReadOnlyList<object?> Arguments { get; } = arguments;

    /// <summary>The state that is set after the call; null for none.</summary>
    public object? State { get; set; }
}

namespace IntervenGen.Learning.Pickles;

/// <summary>What a pickle may name, and what that means here.</summary>
internal interface IPickleNames
{
    /// <summary>Whether a global may be named at all; a pickle that names another one is refused.</summary>
    bool Allows(PickleGlobal global);

    /// <summary>The value of a call of an allowed global.</summary>
    /// <exception cref="FormatException">The arguments cannot be worked with; the message says why.</exception>
    object? Call(PickleGlobal function, IReadOnlyList<object?> arguments);

    /// <summary>The value that a persistent identifier stands for.</summary>
    /// <exception cref="FormatException">The identifier cannot be worked with; the message says why.</exception>
    object? Resolve(object? identifier);
}

namespace IntervenGen.Fuzz;

/// <summary>A promise that was broken without an exception: something left behind, a value that does not come back.</summary>
public sealed class DefectException(string message) : Exception(message);

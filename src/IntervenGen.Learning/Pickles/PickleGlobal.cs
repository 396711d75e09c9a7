namespace IntervenGen.Learning.Pickles;

/// <summary>A function or class that a pickle names; nothing here is ever called.</summary>
/// <param name="Module">Python's module, such as <c>collections</c>.</param>
/// <param name="Name">Name within the module, such as <c>OrderedDict</c>.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>Module and name as Python writes them.</summary>
    public string FullName => $"{Module}.{Name}";
}

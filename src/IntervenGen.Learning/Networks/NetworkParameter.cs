namespace IntervenGen.Learning.Networks;

/// <summary>One parameter of a network.</summary>
/// <param name="Name">PyTorch's name, such as <c>lstm.weight_ih_l0</c>.</param>
/// <param name="Rows">Rows, or length of a vector.</param>
/// <param name="Columns">Columns; 0 for a vector.</param>
public sealed record NetworkParameter(string Name, int Rows, int Columns)
{
    /// <summary>Numbers in the parameter.</summary>
    public int Count => Rows * Math.Max(1, Columns);
}

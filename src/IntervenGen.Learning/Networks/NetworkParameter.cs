namespace IntervenGen.Learning.Networks;

/// <summary>Name and shape of one parameter of a network.</summary>
/// <param name="Name">PyTorch's name, such as <c>lstm.weight_ih_l0</c>.</param>
/// <param name="Rows">Number of rows, or length of a vector.</param>
/// <param name="Columns">Number of columns; 0 for a vector.</param>
public sealed record NetworkParameter(string Name, int Rows, int Columns)
{
    /// <summary>Number of elements of the parameter.</summary>
    public int Count => Rows * Math.Max(1, Columns);
}

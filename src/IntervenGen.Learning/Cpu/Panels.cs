namespace IntervenGen.Learning.Cpu;

/// <summary>The division of a right operand's columns into panels of one to four groups, as even as possible.</summary>
/// <remarks>
/// A panel holds its columns row after row, so that a product walks through it once from end to end. Evenly, because a panel of one
/// group keeps only a quarter of the multipliers busy: 25 groups are 4, 4, 4, 4, 3, 3 and 3.
/// </remarks>
internal readonly struct Panels(int columns, int depth)
{
    private readonly int _groups = (columns + Product.Group - 1) / Product.Group;

    /// <summary>Number of rows of the operand.</summary>
    public int Depth => depth;

    /// <summary>Number of columns, with padding.</summary>
    public int Width => _groups * Product.Group;

    /// <summary>Number of panels.</summary>
    public int Count => (_groups + Product.MaxGroups - 1) / Product.MaxGroups;

    /// <summary>Number of floats of all panels.</summary>
    public int Floats => checked(Width * depth);

    /// <summary>Index of the first group of a panel; for panel <see cref="Count"/>, one past the last group.</summary>
    public int FirstGroup(int panel) => _groups * panel / Count;

    /// <summary>Number of groups in a panel.</summary>
    public int Groups(int panel) => FirstGroup(panel + 1) - FirstGroup(panel);

    /// <summary>Offset of a panel, floats.</summary>
    public int Offset(int panel) => FirstGroup(panel) * Product.Group * depth;

    /// <summary>Offset of an element, floats.</summary>
    public int Index(int row, int column)
    {
        int group = column / Product.Group, panel = PanelOf(group), first = FirstGroup(panel);
        return (((first * depth) + (row * (FirstGroup(panel + 1) - first)) + group - first) * Product.Group) + (column % Product.Group);
    }

    private int PanelOf(int group)
    {
        int panel = group / Product.MaxGroups;
        while (group >= FirstGroup(panel + 1))
            panel++;
        return panel;
    }
}

namespace IntervenGen.Simulation;

/// <summary>A record of the controls of substeps, one row of <c>nu</c> numbers each; one without a buffer records nothing.</summary>
internal struct ControlTape
{
    private readonly double[]? _tape;
    private int _at;

    /// <summary>Records into a buffer.</summary>
    /// <param name="tape">Buffer for the rows; null records nothing.</param>
    /// <param name="start">Index of the first row to write.</param>
    public ControlTape(double[]? tape, int start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        (_tape, _at) = (tape, start);
    }

    /// <summary>Records a substep's controls.</summary>
    public void Keep(ReadOnlySpan<double> controls)
    {
        if (_tape is null)
            return;
        controls.CopyTo(_tape.AsSpan(_at));
        _at += controls.Length;
    }
}

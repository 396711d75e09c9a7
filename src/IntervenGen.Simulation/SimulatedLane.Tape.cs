namespace IntervenGen.Simulation;

public sealed partial class SimulatedLane
{
    private double[]? _tape;
    private int _tapeAt;

    /// <summary>Records the controls of every following substep, one row of <c>nu</c> numbers each; null stops recording.</summary>
    /// <param name="tape">Buffer for the rows, shape [substeps × nu]; overflow is an error.</param>
    /// <param name="start">Index of the first row to write.</param>
    /// <remarks>For benchmarks and diagnosis: the same state with the same controls repeats the motion without this lane.</remarks>
    public void RecordControls(double[]? tape, int start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        _tape = tape;
        _tapeAt = start;
    }

    private void KeepControls()
    {
        _ctrl.Span.CopyTo(_tape.AsSpan(_tapeAt));
        _tapeAt += _ctrl.Count;
    }
}

namespace IntervenGen.Simulation;

public sealed partial class SimulatedLane
{
    private double[]? _tape;
    private int _tapeAt;

    /// <summary>Keeps the controls of every coming substep, one row of nu numbers each; null stops it.</summary>
    /// <param name="tape">Where they go; what does not fit is an error.</param>
    /// <param name="start">Index of the first row.</param>
    /// <remarks>For benchmarks and diagnosis: the same state with the same controls gives the same motion without this lane.</remarks>
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

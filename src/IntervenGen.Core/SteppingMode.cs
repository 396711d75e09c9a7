namespace IntervenGen.Core;

/// <summary>How a control step is cut into physics substeps.</summary>
public enum SteppingMode
{
    /// <summary>Always 25 substeps of 2 ms, as robosuite.</summary>
    Fixed = 0,

    /// <summary>5 of 10 ms where nothing can be touched, 10 of 5 ms where what may touch is slow, 25 of 2 ms otherwise.</summary>
    Adaptive = 1,
}

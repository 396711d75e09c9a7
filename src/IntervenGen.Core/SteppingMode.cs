namespace IntervenGen.Core;

/// <summary>How a control step of 50 ms is divided into physics substeps.</summary>
public enum SteppingMode
{
    /// <summary>Always 25 substeps of 2 ms, as in robosuite.</summary>
    Fixed = 0,

    /// <summary>
    /// 5 substeps of 10 ms where nothing can be touched, 10 of 5 ms where whatever may touch moves slowly, 25 of 2 ms
    /// otherwise.
    /// </summary>
    Adaptive = 1,
}

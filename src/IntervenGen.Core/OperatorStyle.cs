namespace IntervenGen.Core;

/// <summary>How a scripted operator moves.</summary>
public enum OperatorStyle
{
    /// <summary>Sees objects exactly, and moves alike from one episode to the next but for speed, heights and tremor.</summary>
    Steady = 0,

    /// <summary>
    /// Sees where things are to some millimetres until they are touched, and differs from one episode to the next in pace, in the
    /// bow of the path and in the height of it, as people do.
    /// </summary>
    Varied = 1,
}

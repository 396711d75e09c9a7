namespace IntervenGen.Learning.Plain;

/// <summary>How a mode's deviation follows from the network's number.</summary>
internal enum DeviationActivation
{
    /// <summary>ln(1 + eˣ).</summary>
    Softplus = 0,

    /// <summary>eˣ.</summary>
    Exponential = 1,
}

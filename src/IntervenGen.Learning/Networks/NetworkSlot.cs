namespace IntervenGen.Learning.Networks;

/// <summary>The arrays kept for each parameter of a network.</summary>
public enum NetworkSlot
{
    /// <summary>The parameter itself.</summary>
    Value = 0,

    /// <summary>Adam's running mean of gradients.</summary>
    FirstMoment = 1,

    /// <summary>Adam's running mean of squared gradients.</summary>
    SecondMoment = 2,

    /// <summary>The exponential moving average of the parameter.</summary>
    Average = 3,

    /// <summary>The gradient of the last batch.</summary>
    Gradient = 4,
}

namespace IntervenGen.Learning.Networks;

/// <summary>Which array of a parameter is meant.</summary>
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

    /// <summary>The last gradient.</summary>
    Gradient = 4,
}

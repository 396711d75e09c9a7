namespace IntervenGen.Learning;

/// <summary>How training windows are drawn.</summary>
public enum WindowSampling
{
    /// <summary>Every window once per pass, in an order shuffled anew for each pass.</summary>
    Uniform = 0,

    /// <summary>First a group is drawn by its weight, then any window of it, with replacement ("Weighted Source Int").</summary>
    Weighted = 1,
}

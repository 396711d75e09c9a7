namespace IntervenGen;

/// <summary>Kind of a progress report.</summary>
public enum RunProgressKind
{
    /// <summary>A note for people: something was skipped, is continued, or may be unexpected.</summary>
    Note = 0,

    /// <summary>A stage has begun.</summary>
    Begun = 1,

    /// <summary>A stage has made progress.</summary>
    Step = 2,

    /// <summary>A stage has ended, completed or stopped.</summary>
    Ended = 3,
}

/// <summary>A progress report of a run.</summary>
/// <param name="Kind">Kind of the report.</param>
/// <param name="Stage">Name of the stage, such as <c>generating interventions</c>, or the text of a note.</param>
/// <param name="Done">Number of units of the stage done.</param>
/// <param name="Total">Number of units of the stage in all.</param>
/// <param name="Words">Short status of the stage, such as <c>12 kept of 20 attempts</c>.</param>
public readonly record struct RunProgress(RunProgressKind Kind, string Stage, double Done = 0, double Total = 0, string Words = "");

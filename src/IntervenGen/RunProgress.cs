namespace IntervenGen;

/// <summary>What a report of a run is about.</summary>
public enum RunProgressKind
{
    /// <summary>A sentence worth reading: something was left out, is continued, or may surprise.</summary>
    Note = 0,

    /// <summary>A stage begins.</summary>
    Begun = 1,

    /// <summary>Some of a stage is done.</summary>
    Step = 2,

    /// <summary>A stage is over, done or stopped.</summary>
    Ended = 3,
}

/// <summary>How a run is going.</summary>
/// <param name="Kind">What the report is about.</param>
/// <param name="Stage">The stage's name, such as <c>generating interventions</c>; the sentence of a note.</param>
/// <param name="Done">Units of the stage that are done.</param>
/// <param name="Total">Units of the stage in all.</param>
/// <param name="Words">A few words on where it stands, such as <c>12 kept of 20 attempts</c>.</param>
public readonly record struct RunProgress(RunProgressKind Kind, string Stage, double Done = 0, double Total = 0, string Words = "");

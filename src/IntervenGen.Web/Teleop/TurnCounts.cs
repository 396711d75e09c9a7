namespace IntervenGen.Web.Teleop;

/// <summary>How often the robot changed hands in a session; the end of an episode is no change.</summary>
internal struct TurnCounts
{
    /// <summary>How often the person took it.</summary>
    public int Interventions { get; private set; }

    /// <summary>How often it changed hands, both ways.</summary>
    public int Switches { get; private set; }

    /// <summary>Counts a turn, if it is one.</summary>
    /// <param name="from">Who drove.</param>
    /// <param name="to">Who drives now.</param>
    public void Add(TeleopPhase from, TeleopPhase to)
    {
        if (from == to)
            return;
        Switches++;
        Interventions += to == TeleopPhase.Human ? 1 : 0;
    }
}

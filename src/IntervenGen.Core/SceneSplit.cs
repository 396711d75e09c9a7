namespace IntervenGen.Core;

/// <summary>Families of scenes, kept apart so that policies are never evaluated on scenes they were trained on.</summary>
public enum SceneSplit : byte
{
    /// <summary>Scenes of source demonstrations and source interventions.</summary>
    Source = 0,

    /// <summary>Scenes of generated data.</summary>
    Generation = 1,

    /// <summary>Scenes of the rollouts that select a checkpoint.</summary>
    Selection = 2,

    /// <summary>Scenes of the held-out trials that are reported.</summary>
    Evaluation = 3,
}

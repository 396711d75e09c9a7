namespace IntervenGen.Core;

/// <summary>Separates scenes so that what is measured was never trained on.</summary>
public enum SceneSplit : byte
{
    /// <summary>Source demonstrations and interventions.</summary>
    Source = 0,

    /// <summary>Generated data.</summary>
    Generation = 1,

    /// <summary>Rollouts that choose a checkpoint.</summary>
    Selection = 2,

    /// <summary>Held-out trials that are reported.</summary>
    Evaluation = 3,
}

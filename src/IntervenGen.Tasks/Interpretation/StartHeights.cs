using IntervenGen.Tasks.Format;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Height at which each object starts, world frame, metres; known once the model is.</summary>
internal sealed class StartHeights(TaskFile file)
{
    private readonly double[] _origins = new double[file.Objects.Length], _tops = new double[file.Objects.Length];

    /// <summary>Distance of the fingertips below the grip, metres.</summary>
    public double FingertipsBelowGrip { get; set; }

    /// <summary>Whether an object starts in a region, at a height that the scene decides.</summary>
    public bool IsExpected(int obj) =>
        file.Start.Places.Any(place => place.Name.Text == file.Objects[obj].Name.Text && place.Value.InHand is null);

    /// <summary>Height of its origin at the beginning.</summary>
    public double Of(int obj) => _origins[obj];

    /// <summary>Height of its top at the beginning.</summary>
    public double TopOf(int obj) => _tops[obj];

    /// <summary>Sets both.</summary>
    public void Set(int obj, double origin, double top) => (_origins[obj], _tops[obj]) = (origin, top);
}

using IntervenGen.Core;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Makes predicates of a task file's; each becomes one small object, so that asking is a call and some arithmetic.</summary>
internal sealed class PredicateCompiler(TaskFile file, Things things, StartHeights heights, PluginParts plugin)
{
    private const string Success = "success";

    // Of predicates that refer to each other the whole chain is followed once; longer ones could only be circles.
    private const int MaxDepth = 64;

    private readonly Dictionary<string, Reference> _named = [];
    private readonly List<Lasting> _counted = [];
    private int _depth;

    /// <summary>Everything that has to be counted after each control step.</summary>
    public Lasting[] Counted => [.. _counted];

    /// <summary>Compiles the named predicates and the one for success.</summary>
    public TaskPredicate CompileNamed()
    {
        foreach (Named<PredicateFile> named in file.Predicates)
        {
            if (named.Name.Text == Success)
                things.Fault(named.Name.Place, "'success' is the task's own; name it otherwise");
            _named[named.Name.Text] = new Reference();
        }

        Reference success = _named[Success] = new Reference();
        foreach (Named<PredicateFile> named in file.Predicates)
            _named[named.Name.Text].Target = Compile(named.Value);
        success.Target = CompileAll(file.Success, file.Place);
        CheckCircles();
        return success;
    }

    /// <summary>Compiles a list, all of which must hold.</summary>
    public TaskPredicate CompileAll(PredicateFile[] parts, YamlPlace place)
    {
        if (parts.Length == 0)
            things.Fault(place, "no predicate is given; at least one is needed");
        return parts.Length == 1 ? Compile(parts[0]) : new AllOf([.. parts.Select(Compile)]);
    }

    /// <summary>Compiles one predicate.</summary>
    public TaskPredicate Compile(PredicateFile predicate)
    {
        if (++_depth > MaxDepth)
            throw new UsageException($"{predicate.Place}: predicates nest deeper than {MaxDepth} levels");
        TaskPredicate compiled = predicate.Given switch
        {
            "all" => CompileAll(predicate.All!, predicate.Place),
            "any" => new AnyOf([.. predicate.Any!.Select(Compile)]),
            "not" => new Negation(Compile(predicate.Not!)),
            "is" => Find(predicate.Is!.Value),
            "lasting" => Last(predicate.Lasting!),
            "custom" => new GuardedPredicate(predicate.Custom!.Value, plugin.Create<TaskPredicate>(predicate.Custom!.Value)),
            "held" or "grasped" or "released" or "touching" => Touch(predicate),
            _ => Compare(predicate),
        };
        _depth--;
        return compiled;
    }

    private TaskPredicate Touch(PredicateFile predicate)
    {
        if (predicate.Touching is { } pair)
            return new TouchesAny(things.Pairs(pair));
        (ulong left, ulong right) = things.Pads((predicate.Held ?? predicate.Grasped ?? predicate.Released)!.Value);
        return predicate.Given switch
        {
            "held" => new TouchesAny(left | right),
            "grasped" => new TouchesBoth(left, right),
            _ => new Negation(new TouchesAny(left | right)),
        };
    }

    private TaskPredicate Compare(PredicateFile predicate) => predicate switch
    {
        { Over: { } over } => CompileOver(over),
        { Inside: { } box } => new InBox(things.Measured(box.Object), box.Of is { } of ? things.Measured(of) : null, box.X, box.Y, box.Z),
        { Level: { } level } => new IsLevel(things.Measured(level.Object), Math.Cos(Geometry.Radians(level.Within))),
        { Above: { } above } => CompileHeight(above, true),
        { Below: { } below } => CompileHeight(below, false),
        { Near: { } near } => new IsNear(things.Measured(near.Object), things.Measured(near.To), near.Within),
        { Aligned: { } aligned } => new IsAligned(
            things.Measured(aligned.Object), things.Measured(aligned.To), Geometry.Radians(aligned.Within), Geometry.Radians(
                aligned.Every)),
        _ => CompileLifted(predicate.Lifted!),
    };

    private TaskPredicate CompileOver(OverFile over)
    {
        int obj = things.Measured(over.Object), target = things.Measured(over.Target);
        return over.Outline == Outline.Round
            ? new OverRound(obj, target, over.Within)
            : new OverSquare(obj, target, over.Within, over.Frame == FrameOf.Target ? target : obj);
    }

    private HeightIs CompileHeight(HeightFile height, bool isAbove) =>
        new(things.Measured(height.Object), height.Of is { } of ? things.Measured(of) : null, height.Height, isAbove);

    private HigherThanStart CompileLifted(LiftedFile lifted)
    {
        int obj = things.Object(lifted.Object);
        if (!heights.IsExpected(obj))
            things.Fault(lifted.Object.Place, $"'{lifted.Object}' starts in the hand or nowhere: from where it is lifted is not known");
        return new HigherThanStart(obj, heights, lifted.By);
    }

    private Reference Find(YamlName name)
    {
        if (_named.TryGetValue(name.Text, out Reference? found))
            return found;
        things.Fault(name.Place, $"no predicate is called '{name}'; did you mean '{NearestName.Of(name.Text, _named.Keys)}'?");
        return new Reference { Target = new AnyOf([]) };
    }

    private Lasting Last(LastingFile lasting)
    {
        TaskPredicate what = CompileAll(lasting.What, lasting.Place);
        var last = new Lasting(what, _counted.Count, lasting.Steps);
        _counted.Add(last);
        return last;
    }

    // A predicate that refers to itself, perhaps over others, would never come to an end.
    private void CheckCircles()
    {
        var uses = file.Predicates.ToDictionary(named => named.Name.Text, named => UsesOf(named.Value).ToArray());
        uses[Success] = [.. file.Success.SelectMany(UsesOf)];
        foreach (Named<PredicateFile> named in file.Predicates)
        {
            if (Reaches(uses, named.Name.Text, named.Name.Text, []))
                things.Fault(named.Name.Place, $"predicate '{named.Name}' refers to itself");
        }
    }

    private static bool Reaches(Dictionary<string, string[]> uses, string from, string to, HashSet<string> seen) =>
        uses.TryGetValue(from, out string[]? next) && next.Any(name => name == to || (seen.Add(name) && Reaches(uses, name, to, seen)));

    private static IEnumerable<string> UsesOf(PredicateFile predicate)
    {
        IEnumerable<PredicateFile> inner =
            [.. predicate.All ?? [], .. predicate.Any ?? [], .. predicate.Lasting?.What ?? [], .. predicate.Not is { } not
                ? [not]
                : Array.Empty<PredicateFile>()];
        return predicate.Is is { } name ? [name.Text] : inner.SelectMany(UsesOf);
    }
}

using System.Text.RegularExpressions;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests;

/// <summary>A task's own model, changed in one place or several, and what comes of it.</summary>
/// <remarks>The models quote attributes with ", and what is given here with ', which reads better in C#.</remarks>
internal sealed record ModelText(string Task, string Xml)
{
    /// <summary>The own model of a task.</summary>
    public static ModelText Of(string task) => new(task, ModelSource.Read($"{task}.xml"));

    /// <summary>The same with every occurrence of a part replaced; it must have one.</summary>
    public ModelText With(string part, string instead)
    {
        Assert.Contains(Quoted(part), Xml, StringComparison.Ordinal);
        return this with { Xml = Xml.Replace(Quoted(part), Quoted(instead), StringComparison.Ordinal) };
    }

    /// <summary>The same with everything that matches a pattern replaced; something must.</summary>
    public ModelText WithMatch(string pattern, string instead)
    {
        Assert.Matches(new Regex(Quoted(pattern), RegexOptions.Singleline), Xml);
        return this with { Xml = Regex.Replace(Xml, Quoted(pattern), Quoted(instead), RegexOptions.Singleline) };
    }

    /// <summary>The same without every element that matches.</summary>
    public ModelText Without(string pattern) => WithMatch(pattern, "");

    /// <summary>The same with what its actuators are made into.</summary>
    public ModelText WithActuators(Func<string[], IEnumerable<string>> change)
    {
        Match section = Regex.Match(Xml, "<actuator>(.*)</actuator>", RegexOptions.Singleline);
        string[] actuators = [.. Regex.Matches(section.Groups[1].Value, "<[^/][^>]*/>").Select(match => match.Value)];
        Assert.Equal(9, actuators.Length);
        return this with { Xml = Xml.Replace(section.Groups[1].Value, Quoted(string.Concat(change(actuators))), StringComparison.Ordinal) };
    }

    /// <summary>Opens the task with this model.</summary>
    public SimulatedTask Open(params string[] names) =>
        TaskCatalog.Find(Task).Open(new TaskOptions(MjcfSource.Given(Xml, "given"), Names: ElementNames.Parse(names)));

    /// <summary>The faults for which the task refuses this model.</summary>
    public IReadOnlyList<string> Faults(params string[] names)
    {
        var refusal = Assert.Throws<FaultsException>(() => Open(names).Dispose());
        Assert.Equal("given", refusal.Subject);
        Assert.NotEmpty(refusal.Faults);
        return refusal.Faults;
    }

    /// <summary>The states of a scripted episode that succeeds, one after the other.</summary>
    public static List<double> Episode(SimulatedTask task)
    {
        using var lane = new SimulatedLane(task);
        IOperator op = TaskCatalog.Find(task.Spec.Name).CreateOperator();
        var key = new EpisodeKey(13, SceneSplit.Source, 2, true);
        lane.Reset(key);
        op.Begin(lane, key);
        var action = new float[task.Spec.ActionSize];
        var state = new double[task.Spec.StateSize];
        var states = new List<double>();
        for (int step = 0; step < task.Spec.Horizon && op.Act(lane, action); step++)
        {
            lane.Step(action);
            lane.SaveState(state);
            states.AddRange(state);
        }

        Assert.True(lane.IsSuccess);
        return states;
    }

    private static string Quoted(string text) => text.Replace('\'', '"');
}

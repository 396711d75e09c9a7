using IntervenGen.Tasks.Folders;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests;

/// <summary>A task with a model that somebody gave.</summary>
public sealed class GivenModelTests
{
    public static TheoryData<string> Tasks => [.. TaskCatalog.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_tasks_own_text_given_is_the_same_physics_bit_for_bit(string name)
    {
        TaskEntry entry = TaskCatalog.Find(name);
        using SimulatedTask own = entry.Open();
        using SimulatedTask given = entry.Open(new TaskOptions(MjcfSource.Given(own.Xml, "given")));
        using var first = new SimulatedLane(own);
        using var second = new SimulatedLane(given);
        double[] before = State(first), after = Walk(first);
        Assert.NotEqual(before, after);
        Assert.Equal(after, Walk(second));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_tasks_own_text_given_has_the_same_hash(string name)
    {
        TaskEntry entry = TaskCatalog.Find(name);
        using SimulatedTask own = entry.Open();
        using SimulatedTask given = entry.Open(new TaskOptions(MjcfSource.Given(own.Xml, "given")));
        Assert.Equal(own.Spec.ModelHash, given.Spec.ModelHash);
    }

    [Fact]
    public void An_embedded_models_hash_is_the_one_that_older_stores_carry()
    {
        using FolderTask task = (FolderTask)TaskCatalog.Find("nut-insertion").Open();
        Assert.Equal("5bab01c73fdb125e", task.Spec.ModelHash);
    }

    [Fact]
    public void A_model_in_parts_is_the_same_physics_as_in_one()
    {
        string folder = Directory.CreateTempSubdirectory("igen-parts-").FullName;
        try
        {
            string xml = ModelSource.Read("nut-insertion.xml");
            int start = xml.IndexOf("<contact>", StringComparison.Ordinal), end = xml.IndexOf("</contact>", StringComparison.Ordinal) + "</contact>".Length;
            File.WriteAllText(Path.Combine(folder, "contacts.xml"), $"<mujocoinclude>{xml[start..end]}</mujocoinclude>");
            File.WriteAllText(Path.Combine(folder, "scene.xml"), $"{xml[..start]}<include file=\"contacts.xml\"/>{xml[end..]}");
            using FolderTask whole = (FolderTask)TaskCatalog.Find("nut-insertion").Open();
            using FolderTask parts = (FolderTask)TaskCatalog.Find("nut-insertion").Open(new TaskOptions(MjcfSource.Read(Path.Combine(folder, "scene.xml"))));
            using var first = new SimulatedLane(whole);
            using var second = new SimulatedLane(parts);
            Assert.Equal(Walk(first), Walk(second));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_model_of_another_timestep_is_refused_with_both_numbers() =>
        Assert.Equal(
            "given: the model's timestep is 0.02 s; a task's is 0.002 s, 25 to a control step: write <option timestep=\"0.002\"/>",
            Refused("timestep=\"0.002\"", "timestep=\"0.02\""));

    [Theory]
    [InlineData("RK4")]
    [InlineData("implicit")]
    public void A_model_of_another_integrator_is_refused_by_name(string integrator)
    {
        string message = Refused("timestep=\"0.002\"", $"timestep=\"0.002\" integrator=\"{integrator}\"");
        Assert.Equal($"given: the model's integrator is {integrator}; a task is stepped by Euler: write <option integrator=\"Euler\"/>", message, ignoreCase: true);
    }

    [Theory]
    [InlineData("iterations")]
    [InlineData("noslip_iterations")]
    public void A_model_whose_steps_would_hardly_end_is_refused_with_both_numbers(string option) =>
        Assert.Equal(
            "given: the model asks for 2147483647 solver iterations a step; at most 1000 are carried out: lower iterations or noslip_iterations",
            Refused("timestep=\"0.002\"", $"timestep=\"0.002\" tolerance=\"0\" {option}=\"2147483647\""));

    private static string Refused(string part, string instead)
    {
        string xml = ModelSource.Read("nut-insertion.xml");
        Assert.Contains(part, xml, StringComparison.Ordinal);
        var source = MjcfSource.Given(xml.Replace(part, instead, StringComparison.Ordinal), "given");
        return Assert.Throws<FaultsException>(() => TaskCatalog.Find("nut-insertion").Open(new TaskOptions(source))).Message;
    }

    private static double[] State(SimulatedLane lane)
    {
        lane.Reset(new EpisodeKey(5, SceneSplit.Source, 3, true));
        double[] state = new double[lane.Spec.StateSize];
        lane.SaveState(state);
        return state;
    }

    private static double[] Walk(SimulatedLane lane)
    {
        double[] state = State(lane);
        float[] action = new float[lane.Spec.ActionSize];
        for (int step = 0; step < 20; step++)
        {
            action[step % (action.Length - 1)] = step % 2 == 0 ? 0.4f : -0.3f;
            lane.Step(action);
        }

        lane.SaveState(state);
        return state;
    }
}

using System.Diagnostics;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Cli.Tests;

/// <summary>Models given with --mjcf that are not what they should be: one line, exit code 2, nothing left behind.</summary>
public sealed class GivenModelTests : IDisposable
{
    private const int Interrupt = 2, Kill = 9, Terminate = 15;
    private const string Compiler = "igen_mj_compile";

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-mjcf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("<asset><texture name='t' type='2d' builtin='flat' width='40000' height='40000'/></asset>", "crashed on it (SIGSEGV)")]
    [InlineData("<worldbody><body><composite type='grid' count='1000 1000 1' spacing='1'><geom size='0.1'/></composite></body></worldbody>", "1024 MB")]
    [InlineData("<include file='/dev/zero'/>", "'/dev/zero' cannot be read: it is no regular file")]
    public void A_model_that_cannot_be_used_is_one_line_and_exit_code_2(string content, string reason)
    {
        File.WriteAllText(Path.Combine(_folder, "part.xml"), "<mujocoinclude><worldbody><geom size='1'/></worldbody></mujocoinclude>");
        Write(content);
        Outcome outcome = Igen.RunIn(_folder, Command("model.xml")).Expect(2);
        Assert.Single(outcome.Errors);
        Assert.Contains("--mjcf 'model.xml' cannot be used for task 'nut-insertion'", outcome.Complaint(), StringComparison.Ordinal);
        Assert.Contains(reason, outcome.Complaint(), StringComparison.Ordinal);
        Assert.Equal(["model.xml", "part.xml"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("timestep=\"0.002\"", "timestep=\"0.005\"", "the model's timestep is 0.005 s; a task's is 0.002 s, 25 to a control step")]
    [InlineData("timestep=\"0.002\"", "timestep=\"0.002\" integrator=\"RK4\"", "the model's integrator is RK4; a task is stepped by Euler")]
    [InlineData("<site name=\"grip_site\"", "<site name=\"pinch\"", "give --mjcf-name grip_site=pinch")]
    [InlineData("joint=\"joint3\" ctrllimited", "joint=\"joint3\" gear=\"80\" ctrllimited", "actuator 'torque3' of joint 'joint3' is geared by 80")]
    public void A_model_with_one_fault_is_one_line_and_exit_code_2(string part, string instead, string reason)
    {
        string own = ModelSource.Read("nut-insertion.xml");
        Assert.Contains(part, own, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "model.xml"), own.Replace(part, instead, StringComparison.Ordinal));
        Outcome outcome = Igen.RunIn(_folder, Command("model.xml")).Expect(2);
        Assert.Single(outcome.Errors);
        Assert.StartsWith("igen: --mjcf 'model.xml' cannot be used for task 'nut-insertion': model.xml: ", outcome.Complaint(), StringComparison.Ordinal);
        Assert.Contains(reason, outcome.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_several_faults_is_a_line_for_each_and_exit_code_2()
    {
        File.WriteAllText(Path.Combine(_folder, "part.xml"), "<mujocoinclude><worldbody><site name='a&#10;b'/></worldbody></mujocoinclude>");
        Write("<option timestep='0.005'/><include file='part.xml'/>");
        Outcome outcome = Igen.RunIn(_folder, Command("model.xml")).Expect(2);
        Assert.Equal("igen: --mjcf 'model.xml' cannot be used for task 'nut-insertion': model.xml: 22 faults", outcome.Complaint());
        Assert.Equal(23, outcome.Errors.Length);
        Assert.All(outcome.Errors[1..], line => Assert.StartsWith("  the model", line, StringComparison.Ordinal));
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData(Terminate, 143)]
    [InlineData(Interrupt, 130)]
    [InlineData(Kill, 137)]
    public void A_compilation_without_end_stops_with_the_program(int signal, int exitCode)
    {
        Write("<worldbody><body><composite type='particle' count='40 40 40' spacing='1'><geom size='0.1'/></composite></body></worldbody>");
        using Igen igen = Igen.Start(Command(Path.Combine(_folder, "model.xml")));
        var clock = Stopwatch.StartNew();
        int[] compilers = [];
        while (compilers.Length == 0 && clock.Elapsed.TotalSeconds < 30)
            compilers = [.. igen.Children(Compiler)];
        int compiler = Assert.Single(compilers);
        clock.Restart();
        igen.Signal(signal);
        igen.Wait().Expect(exitCode);
        while (IsAlive(compiler) && clock.Elapsed.TotalSeconds < 5)
            Thread.Sleep(2);
        Assert.False(IsAlive(compiler));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    private static string[] Command(string model) => ["evaluate", "--task", "nut-insertion", "--policy", "none.ckpt", "--mjcf", model];

    // One that has ended and waits for its parent's question is no longer alive.
    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Write(string content) => File.WriteAllText(Path.Combine(_folder, "model.xml"), $"<mujoco>{content}</mujoco>");
}

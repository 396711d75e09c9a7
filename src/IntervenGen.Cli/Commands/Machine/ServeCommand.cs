using IntervenGen.Web;

namespace IntervenGen.Cli.Commands.Machine;

/// <summary><c>igen serve env</c>: simulated environments for programs elsewhere, such as Python.</summary>
internal static class ServeCommand
{
    public static Command Create() => new Command("serve", "Serve environments to other programs.").With(Environments());

    private static Command Environments()
    {
        var common = new CommonOptions();
        common.Lanes.DefaultValueFactory = _ => 1;
        var split = NewOption.Of<SceneSplit>(
            "--split", "Family of scenes: Source, Generation, Selection, or Evaluation as in igen evaluate.", SceneSplit.Evaluation);
        var corrupted = NewOption.Of<bool>(
            "--corrupted", "Whether beliefs are wrong, as in igen evaluate; '--corrupted false' for true ones.", true);
        var wire = new WireOptionsOfCommand();
        Command command = common.AddTo(new Command(
            "env",
            "Serve simulated environments over a WebSocket, to one client at a time: reset, step and observe all lanes in one message.\n" +
            "Trial N is the scene and the belief of trial N of igen evaluate. tools/python/igen_env.py is the client for Python.\n\n" +
            "Example:  igen serve env --task nut-insertion --lanes 16"));
        command.With(split, corrupted);
        return wire.AddTo(command).WithBody((parsed, reporter, cancellation) =>
        {
            using Workspace workspace = common.Open(parsed);
            var keys = new EpisodeKey(parsed.GetValue(common.Seed), parsed.GetValue(split), 0, parsed.GetValue(corrupted));
            EnvironmentServeRun.Serve(
                workspace, parsed.GetValue(common.Lanes), keys, wire.Of(parsed, reporter),
                server => WireOptionsOfCommand.Announce(server, reporter), cancellation).GetAwaiter().GetResult();
        });
    }
}

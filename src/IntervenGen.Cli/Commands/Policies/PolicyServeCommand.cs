using IntervenGen.Web;

namespace IntervenGen.Cli.Commands.Policies;

/// <summary><c>igen policy serve</c>: a policy for programs elsewhere, by openpi's protocol.</summary>
internal static class PolicyServeCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var policy = new Argument<string>("policy") { Description = "The policy: a checkpoint, or whatever else --policy can name." };
        var greedy = NewOption.Of<bool>("--greedy", "Act by the most likely mode always, instead of sampling one.");
        var wire = new WireOptionsOfCommand();
        var command = new Command(
            "serve",
            "Serve a policy to robots and programs that speak openpi's WebSocket protocol, and to igen itself:\n" +
            "igen evaluate --policy ws://127.0.0.1:8000\n\nExample:  igen policy serve igen.ckpt --port 8000");
        command.With(policy, common.Task, greedy);
        return wire.AddTo(command).WithBody((parsed, reporter, cancellation) =>
        {
            string source = parsed.GetValue(policy)!, task = common.TaskOf(parsed, () => InputTask.OfPolicy(source));
            PolicyServeRun.Serve(
                source, task, parsed.GetValue(greedy), wire.Of(parsed, reporter), server => WireOptionsOfCommand.Announce(server, reporter),
                cancellation).GetAwaiter().GetResult();
        });
    }
}

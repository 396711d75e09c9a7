using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning.Robomimic;

namespace IntervenGen.Learning.Tests.Robomimic;

/// <summary>What a configuration of robomimic asks for, and what of that is refused.</summary>
public sealed class RobomimicSettingsTests
{
    [Theory]
    [InlineData("algo_name", "\"td3_bc\"", "robomimic's algorithm 'td3_bc'")]
    [InlineData("algo.transformer.enabled", "true", "a transformer")]
    [InlineData("algo.vae.enabled", "true", "a variational autoencoder")]
    [InlineData("algo.gaussian.enabled", "true", "a single Gaussian")]
    [InlineData("algo.rnn.rnn_type", "\"GRU\"", "a recurrent layer of type 'GRU'")]
    [InlineData("algo.rnn.kwargs.bidirectional", "true", "a bidirectional LSTM")]
    [InlineData("algo.rnn.open_loop", "true", "algo.rnn.open_loop")]
    [InlineData("algo.gmm.std_activation", "\"relu\"", "deviations by 'relu'")]
    [InlineData("train.frame_stack", "10", "a stack of 10 observations")]
    [InlineData("observation.modalities.obs.rgb", "[\"agentview_image\"]", "images (agentview_image)")]
    [InlineData("observation.modalities.goal.low_dim", "[\"goal\"]", "a goal (goal)")]
    [InlineData("train.action_config.actions", "{\"convert_at_runtime\":\"rot_6d\"}", "rotations are converted (rot_6d)")]
    public void What_is_not_supported_is_refused_by_name(string path, string value, string named)
    {
        string message = Assert.Throws<UsageException>(() => Parse(path, value)).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.StartsWith("'a.pth'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("algo.rnn.hidden_dim", "0", "algo.rnn.hidden_dim is 0")]
    [InlineData("algo.rnn.num_layers", "2147483647", "algo.rnn.num_layers is 2147483647")]
    [InlineData("algo.rnn.horizon", "\"ten\"", "config")]
    [InlineData("algo.gmm.num_modes", "1e9", "config")]
    [InlineData("algo.gmm.min_std", "-1", "algo.gmm.min_std is -1")]
    [InlineData("algo.actor_layer_dims", "[1024, -1]", "algo.actor_layer_dims has -1")]
    [InlineData("algo.actor_layer_dims", "7", "algo.actor_layer_dims is not a list")]
    [InlineData("observation.modalities.obs.low_dim", "{}", "a list of names")]
    [InlineData("observation.modalities.obs.low_dim", "[null]", "config")]
    public void A_number_that_cannot_be_worked_with_is_one_line(string path, string value, string named)
    {
        string message = Record.Exception(() => Parse(path, value)) is IntervenGenException exception ? exception.Message : "";
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void The_template_of_the_export_is_the_own_recipe()
    {
        RobomimicSettings settings = RobomimicSettings.Parse(Template().ToJsonString(), "'a.pth'");
        Assert.Equal("BC-RNN-GMM", settings.Name);
        Assert.Equal((2, 400, 10, 5, true), (settings.Layers, settings.Hidden, settings.Horizon, settings.Modes, settings.LowNoise));
        Assert.Equal(["actions"], settings.Actions);
    }

    private static RobomimicSettings Parse(string path, string value)
    {
        JsonObject config = Template();
        string[] names = path.Split('.');
        JsonNode at = config;
        foreach (string name in names[..^1])
            at = at[name]!;
        at[names[^1]] = JsonNode.Parse(value);
        return RobomimicSettings.Parse(config.ToJsonString(), "'a.pth'");
    }

    private static JsonObject Template()
    {
        using Stream template = typeof(RobomimicCheckpoint).Assembly.GetManifestResourceStream("robomimic-bc.json")!;
        return JsonNode.Parse(template)!.AsObject();
    }
}

namespace IntervenGen.Experiments.Tests;

/// <summary>Results are kept under their settings' text: another text would make everything anew.</summary>
public sealed class RecipeSettingsTests
{
    private readonly RecipeBook _book = new(ExperimentProfile.Cpu with { Seed = 2 });

    [Fact]
    public void Collected_episodes_are_kept_under_the_text_that_they_always_had() => Assert.Equal(
        """{"seed":2,"corrupted":true,"partial":false,"stepping":"Fixed","episodes":10}""",
        Text(_book.CollectDemonstrations("coffee", 10, TestEnvironment.Full)));

    [Fact]
    public void Generated_interventions_say_how_mistakes_are_made_and_recoveries_approached()
    {
        Recipe source = _book.CollectDemonstrations("coffee", 10, TestEnvironment.Clean);
        Assert.Equal(
            "{\"seed\":2,\"corrupted\":true,\"partial\":true,\"stepping\":\"Fixed\",\"episodes\":5,\"replayMistakes\":false," +
            "\"patience\":60,\"method\":{\"PlansTransit\":true}}",
            Text(_book.GenerateInterventions(source, source, 5, new TestEnvironment(true, true), patience: 60)));
    }

    [Fact]
    public void A_training_says_how_many_checkpoints_it_keeps()
    {
        Recipe data = _book.CollectDemonstrations("coffee", 10, TestEnvironment.Clean);
        Assert.Equal(
            "{\"hidden\":128,\"gradientSteps\":4000,\"learningRate\":0.001,\"normalise\":true,\"cosine\":true,\"averageDecay\":0.995," +
            "\"selectionTrials\":0,\"checkpoints\":1,\"weighted\":true,\"seed\":3,\"snapshots\":40}",
            Text(_book.Train("base", [data], weighted: true, seed: 3)));
    }

    [Fact]
    public void An_evaluation_is_kept_under_the_text_that_it_always_had()
    {
        Recipe data = _book.CollectDemonstrations("coffee", 10, TestEnvironment.Clean);
        Assert.Equal(
            """{"seed":2,"corrupted":true,"partial":false,"stepping":"Fixed","trials":200}""",
            Text(_book.Evaluate(_book.Train("base", [data]), TestEnvironment.Full)));
    }

    private static string Text(Recipe recipe) => recipe.Settings.ToJson().ToJsonString();
}

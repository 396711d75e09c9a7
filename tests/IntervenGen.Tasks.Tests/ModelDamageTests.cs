using System.Xml.Linq;
using IntervenGen.Core;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Tests;

/// <summary>Whatever is taken out of a model, it is refused in words or it works.</summary>
public sealed class ModelDamageTests
{
    private const int EveryNthAttribute = 7;

    private static readonly ModelText Own = ModelText.Of("nut-insertion");

    [Fact]
    public void A_model_without_any_one_of_its_elements_is_refused_or_steps()
    {
        int count = XDocument.Parse(Own.Xml).Root!.Descendants().Count();
        Assert.InRange(count, 100, 400);
        Try(Enumerable.Range(0, count), (document, index) => document.Root!.Descendants().ElementAt(index).Remove());
    }

    [Fact]
    public void A_model_without_some_attribute_is_refused_or_steps()
    {
        int count = XDocument.Parse(Own.Xml).Root!.Descendants().Attributes().Count();
        Assert.InRange(count, 300, 1200);
        Try(
            Enumerable.Range(0, count / EveryNthAttribute).Select(index => index * EveryNthAttribute),
            (document, index) => document.Root!.Descendants().Attributes().ElementAt(index).Remove());
    }

    [Fact]
    public void A_model_of_whose_names_one_is_another_is_refused_or_steps()
    {
        int count = Names(XDocument.Parse(Own.Xml)).Count();
        Assert.InRange(count, 40, 200);
        Try(Enumerable.Range(0, count), (document, index) => Names(document).ElementAt(index).Value = "nothing of ours");
    }

    private static IEnumerable<XAttribute> Names(XDocument document) =>
        document.Root!.Descendants().Attributes("name").Where(name => name.Parent!.Name != "texture" && name.Parent!.Name != "material");

    private static void Try(IEnumerable<int> places, Action<XDocument, int> damage)
    {
        int refused = 0, works = 0;
        foreach (int place in places)
        {
            XDocument document = XDocument.Parse(Own.Xml);
            damage(document, place);
            try
            {
                using SimulatedTask task = (Own with { Xml = document.ToString() }).Open();
                using var lane = new SimulatedLane(task);
                lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
                lane.Step(new float[task.Spec.ActionSize]);
                works++;
            }
            catch (UsageException exception)
            {
                Assert.StartsWith("given: ", exception.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        // Lamps and looks are the model's own affair; joints, motors and grips are not.
        Assert.True(refused > 5 && works > 5, $"{refused} refused, {works} work");
    }
}

using System.Xml.Linq;

namespace IntervenGen.Simulation.Tests;

public sealed class SceneBufferTests
{
    [Fact]
    public void The_rooms_own_sizes_are_fitted() =>
        Assert.Equal("60 180", Fitted("<mujoco><size nconmax='100' njmax='500'/></mujoco>"));

    [Theory]
    [InlineData("<mujoco><size nconmax='200' njmax='500'/></mujoco>", "200 500")]
    [InlineData("<mujoco><size nconmax='100' njmax='900'/></mujoco>", "100 900")]
    [InlineData("<mujoco><size nconmax='100' njmax='500'/><size njmax='2000'/></mujoco>", "100 2000")]
    public void A_scene_that_asks_for_other_sizes_gets_them(string xml, string expected) => Assert.Equal(expected, Fitted(xml));

    [Fact]
    public void A_scene_without_sizes_is_left_alone() =>
        Assert.Equal("<mujoco><option /></mujoco>", After("<mujoco><option/></mujoco>").ToString(SaveOptions.DisableFormatting));

    private static string Fitted(string xml)
    {
        XElement[] sizes = [.. After(xml).Root!.Elements("size")];
        return $"{sizes.Last(size => size.Attribute("nconmax") is not null).Attribute("nconmax")!.Value} " +
            sizes.Last(size => size.Attribute("njmax") is not null).Attribute("njmax")!.Value;
    }

    private static XDocument After(string xml)
    {
        XDocument document = XDocument.Parse(xml);
        SceneBuffers.Fit(document);
        return document;
    }
}

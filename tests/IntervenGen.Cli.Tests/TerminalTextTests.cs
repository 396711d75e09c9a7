using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("a\0b", "a\\u0000b")]
    [InlineData("a\bb", "a\\u0008b")]
    [InlineData("a\tb", "a\\u0009b")]
    [InlineData("a\rb", "a\\u000db")]
    [InlineData("a\u007fb", "a\\u007fb")]
    [InlineData("a\u009b2Jb", "a\\u009b2Jb")]
    [InlineData("a\u0085b", "a\\u0085b")]
    [InlineData("a\u202egpj.exe", "a\\u202egpj.exe")]
    [InlineData("a\u2066b\u2069", "a\\u2066b\\u2069")]
    [InlineData("a\u200bb\ufeff", "a\\u200bb\\ufeff")]
    [InlineData("a\u2028b\u2029", "a\\u2028b\\u2029")]
    [InlineData("a\udb40\udc41b", "a\\U000e0041b")]
    public void What_a_terminal_would_obey_is_written_as_its_code(string text, string shown) =>
        Assert.Equal(shown, TerminalText.OneLine(text));

    [Fact]
    public void Half_a_character_is_written_as_its_code() =>
        Assert.Equal("a\\ud800b\\udc00", TerminalText.OneLine("a" + (char)0xd800 + "b" + (char)0xdc00));

    [Fact]
    public void What_a_person_can_see_stays_as_it_is() =>
        Assert.Equal("größe 10 µm → 日本 🤖 C:\\x", TerminalText.OneLine("größe 10 µm → 日本 🤖 C:\\x"));

    [Fact]
    public void One_line_stays_one_line() =>
        Assert.Equal("a\\nigen: done", TerminalText.OneLine("a\nigen: done"));

    [Fact]
    public void A_stack_keeps_its_lines_and_nothing_else() =>
        Assert.Equal("a\n   at b\r\n\\u001bc\\u000d", TerminalText.Lines("a\n   at b\r\n\u001bc\r"));

    [Fact]
    public void No_character_that_hides_or_commands_passes()
    {
        for (int code = 0; code <= char.MaxValue; code++)
        {
            string shown = TerminalText.OneLine(((char)code).ToString());
            bool passes = shown == ((char)code).ToString();
            bool isDangerous = code is < 0x20 or (>= 0x7f and < 0xa0) or (>= 0x200b and <= 0x200f) or (>= 0x2028 and <= 0x202e)
                or (>= 0x2060 and <= 0x2064) or (>= 0x2066 and <= 0x206f) or 0xfeff or (>= 0xd800 and <= 0xdfff) or 0xad or 0x61c;
            Assert.False(passes && isDangerous, $"U+{code:X4} passes");
        }
    }

    [Theory]
    [InlineData("{\"a\":\"x\\ud800y\"}", "{\"a\":\"x\\ufffdy\"}")]
    [InlineData("{\"a\":\"x\\udc00\"}", "{\"a\":\"x\\ufffd\"}")]
    [InlineData("{\"a\":\"\\\\ud800\"}", "{\"a\":\"\\\\ud800\"}")]
    [InlineData("{\"a\":[\"\\ud83e\\udd16\",\"\\ud83e\\ud83e\"]}", "{\"a\":[\"\\uD83E\\uDD16\",\"\\ufffd\\ufffd\"]}")]
    public void Json_with_half_a_character_from_a_file_is_repaired(string parsed, string written) =>
        Assert.Equal(written, JsonLine.Of(JsonNode.Parse(parsed)!), ignoreCase: true);

    [Fact]
    public void Json_with_half_a_character_from_the_program_is_repaired() =>
        Assert.Equal("{\"a\":\"\\uFFFD\"}", JsonLine.Of(new JsonObject { ["a"] = ((char)0xd800).ToString() }));

    [Fact]
    public void A_number_that_json_has_no_word_for_is_null() =>
        Assert.Equal("{\"a\":null,\"b\":1}", JsonLine.Of(new JsonObject { ["a"] = double.NaN, ["b"] = 1 }));

    [Fact]
    public void Json_is_printable_ascii()
    {
        string line = JsonLine.Of(new JsonObject { ["\u001b[31m"] = "\u009b\u202e\u2028\ufeff\u007fö" });
        Assert.All(line, character => Assert.InRange(character, ' ', '~'));
    }

    [Fact]
    public void A_dataset_named_like_a_command_to_the_terminal_is_only_shown()
    {
        string name = "x\u001b]0;owned\u0007\u009b2J\u202e.igen";
        Outcome outcome = Igen.Run("dataset", "info", name).Expect(2);
        Assert.Contains("x\\u001b]0;owned\\u0007\\u009b2J\\u202e.igen", outcome.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_break_in_a_name_forges_no_line()
    {
        Outcome outcome = Igen.Run("dataset", "info", "x\nigen: everything is fine").Expect(2);
        Assert.Single(outcome.Errors);
    }

    [Fact]
    public void An_option_that_is_none_is_shown_and_not_obeyed()
    {
        Outcome outcome = Igen.Run("dataset", "info", "--\u001b[2J").Expect(2);
        Assert.DoesNotContain(outcome.Errors, line => line.Contains('\u001b', StringComparison.Ordinal));
    }
}

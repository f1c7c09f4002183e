using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker.Tests.Settings;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("   ", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("  a  b\tc ", new[] { "a", "b", "c" })]
    [InlineData("'a b' c", new[] { "a b", "c" })]
    [InlineData("\"a b\" c", new[] { "a b", "c" })]
    [InlineData("a'b c'd", new[] { "ab cd" })]
    [InlineData("''", new[] { "" })]
    [InlineData("x \"\" y", new[] { "x", "", "y" })]
    [InlineData(@"'a\b'", new[] { @"a\b" })]
    [InlineData(@"""a\""b""", new[] { "a\"b" })]
    [InlineData(@"""a\\b""", new[] { @"a\b" })]
    [InlineData(@"""a\nb""", new[] { @"a\nb" })]
    [InlineData(@"a\ b", new[] { "a b" })]
    [InlineData(@"\'a", new[] { "'a" })]
    [InlineData("'\"' \"'\"", new[] { "\"", "'" })]
    [InlineData("$HOME *.txt ; a && b", new[] { "$HOME", "*.txt", ";", "a", "&&", "b" })]
    public void Given_a_text_then_it_is_split_as_a_shell_would_and_nothing_is_expanded(string text, string[] parts) =>
        CommandLine.Split(text).ShouldBe(parts);

    [Theory]
    [InlineData("'a", "' that is not closed")]
    [InlineData("a \"b", "\" that is not closed")]
    [InlineData(@"a\", "escapes nothing")]
    public void Given_an_open_end_then_it_says_which(string text, string why) =>
        Should.Throw<FormatException>(() => CommandLine.Split(text)).Message.ShouldContain(why);
}

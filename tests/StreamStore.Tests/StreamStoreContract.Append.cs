namespace EventCluster.StreamStore.Tests;

public abstract partial class StreamStoreContract
{
    [Fact]
    public async Task Given_nothing_When_a_batch_is_appended_Then_versions_count_from_zero_and_everything_is_read_back()
    {
        NewEvent[] events = [TestEvents.One("opened", """{"text":"Grüße \u0000 ✓"}""", """{"why":"ä"}"""), TestEvents.One("closed", "{}", "")];
        var result = await Append(ExpectedVersion.NoStream, events);

        var read = await Read();
        result.ShouldBe(new AppendResult(1, read[1].Position, AlreadyThere: false));
        read.Select(item => (item.Stream, item.Version, item.Id, item.Type, item.Data.Text(), item.Metadata.Text())).ShouldBe(
            events.Select((item, i) => (Stream, i, item.Id, item.Type, item.Data.Text(), item.Metadata.Text())));
        read[0].Position.ShouldBeLessThan(read[1].Position);
        read.ShouldAllBe(item => item.Created.Kind == DateTimeKind.Utc);
    }

    [Fact]
    public async Task Given_a_callers_buffer_When_it_is_changed_after_the_append_Then_the_store_is_not()
    {
        var buffer = "{\"a\":1}"u8.ToArray();
        await Append(ExpectedVersion.Any, new NewEvent(Guid.CreateVersion7(), "happened", buffer));
        buffer[5] = (byte)'9';
        (await Read())[0].Data.Text().ShouldBe("""{"a":1}""");
    }

    [Fact]
    public async Task Given_an_expectation_that_holds_When_appended_Then_it_is_accepted()
    {
        (await Append(ExpectedVersion.Empty, TestEvents.One())).Version.ShouldBe(0);
        (await Append(ExpectedVersion.At(0), TestEvents.Many(2))).Version.ShouldBe(2);
        (await Append(ExpectedVersion.Any, TestEvents.One())).Version.ShouldBe(3);
    }

    [Fact]
    public async Task Given_an_expectation_that_fails_When_appended_Then_it_conflicts_and_stores_nothing()
    {
        await ShouldConflict(ExpectedVersion.At(0), -1, TestEvents.One());
        await Append(ExpectedVersion.NoStream, TestEvents.Many(3));
        await ShouldConflict(ExpectedVersion.NoStream, 2, TestEvents.One());
        await ShouldConflict(ExpectedVersion.Empty, 2, TestEvents.One());
        await ShouldConflict(ExpectedVersion.At(1), 2, TestEvents.One());
        await ShouldConflict(ExpectedVersion.At(3), 2, TestEvents.One());
        await ShouldConflict(ExpectedVersion.At(int.MaxValue), 2, TestEvents.Many(2));
    }

    [Fact]
    public async Task Given_a_stream_with_only_a_retention_When_appended_Then_it_is_empty_but_no_longer_absent()
    {
        await Store.SetRetentionAsync(Stream, new Retention(MaxCount: 5), Ended);
        await ShouldConflict(ExpectedVersion.NoStream, -1, TestEvents.One());
        (await Append(ExpectedVersion.Empty, TestEvents.One())).Version.ShouldBe(0);
    }

    [Fact]
    public async Task Given_two_streams_When_both_hold_the_same_id_Then_neither_conflicts()
    {
        var item = TestEvents.One();
        await Append(ExpectedVersion.Any, item);
        (await Store.AppendAsync("others", ExpectedVersion.Any, [item], Ended)).AlreadyThere.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_the_largest_batch_When_appended_Then_it_stands_together()
    {
        var events = TestEvents.Many(AppendRules.EventsMax);
        (await Append(ExpectedVersion.NoStream, events)).Version.ShouldBe(AppendRules.EventsMax - 1);
        (await Read()).Ids().ShouldBe(events.Ids());
    }

    [Fact]
    public async Task Given_what_can_never_be_stored_When_appended_Then_it_is_refused_by_name()
    {
        var item = TestEvents.One();
        await Refused([], "1 to 10000");
        await Refused(TestEvents.Many(AppendRules.EventsMax + 1), "10001");
        await Refused([item, item], item.Id.ToString());
        await Refused([TestEvents.One(type: "")], "1 to 128");
        await Refused([TestEvents.One(type: new string('t', 129))], "1 to 128");
        await Refused([TestEvents.One(data: "")], "no data");
        foreach (var name in (string[])["", "$mine", "a\nb", new string('s', 201)])
        {
            (await Should.ThrowAsync<ArgumentException>(async () => await Store.AppendAsync(name, ExpectedVersion.Any, [item], Ended)))
                .ParamName.ShouldBe("stream");
        }

        (await Store.HeadPositionAsync(Ended)).ShouldBe(-1);

        async Task Refused(NewEvent[] events, string says) =>
            (await Should.ThrowAsync<ArgumentException>(async () => await Append(ExpectedVersion.Any, events))).Message.ShouldContain(says);
    }

    [Fact]
    public async Task Given_a_batch_of_too_many_bytes_When_appended_Then_it_is_refused()
    {
        var half = new byte[AppendRules.BytesMax / 2];
        NewEvent[] events = [.. Enumerable.Range(0, 3).Select(_ => new NewEvent(Guid.CreateVersion7(), "large", half))];
        (await Should.ThrowAsync<ArgumentException>(async () => await Append(ExpectedVersion.Any, events))).Message.ShouldContain($"{AppendRules.BytesMax}");
    }

    [Fact]
    public async Task Given_a_cancelled_caller_When_appending_Then_it_is_cancelled_and_nothing_is_stored()
    {
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await Store.AppendAsync(Stream, ExpectedVersion.Any, [TestEvents.One()], new CancellationToken(canceled: true)));
        (await Store.HeadAsync(Stream, Ended)).ShouldBe(StreamHead.None);
    }
}

{ The unit Ihuyi against the sandbox gateway (IHUYI_GATEWAY). calls FOLDER: where a file may be written; calls unknown;
  calls chosen: with IHUYI_CHARSET=gbk. }
program calls;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

uses
  {$IFDEF UNIX}cthreads, cwstring,{$ENDIF} SysUtils, Classes, TypInfo, Ihuyi, IhuyiApi, IhuyiReg, IhuyiText, Checks;

const
  Key = '0123456789abcdef0123456789abcdef';
  { "Your code is: 1234. Do not tell it to anybody." as the first template has it. }
  Code1234 = '\u60a8\u7684\u9a8c\u8bc1\u7801\u662f\uff1a1234\u3002\u8bf7\u4e0d\u8981\u628a\u9a8c\u8bc1\u7801\u6cc4\u9732\u7ed9' +
    '\u5176\u4ed6\u4eba\u3002';
  { "Submitted." }
  Submitted = '\u63d0\u4ea4\u6210\u529f';

function Words(const Escaped: string): string;
begin
  Result := IhuyiSentence(Escaped, []);
end;

function NewClient: TIhuyiClient;
begin
  Result := TIhuyiClient.Create(nil);
  Result.Account := 'C00000000';
  Result.ApiKey := Key;
end;

{ ---- The component ---- }

procedure Component;
var
  Client, Copied: TIhuyiClient;
  Binary, Text: TMemoryStream;
  Dfm: AnsiString;
begin
  Client := TIhuyiClient.Create(nil);
  Client.IniFile := 'ihuyi.ini';
  Client.Account := 'C00000000';
  Client.Free;
  Same('a component in the form designer loads no library', IhuyiLibraryFile, '');

  Client := NewClient;
  Binary := TMemoryStream.Create;
  Text := TMemoryStream.Create;
  Copied := TIhuyiClient.Create(nil);
  try
    Check('the account is published', IsPublishedProp(Client, 'Account'));
    Check('the key is not published', not IsPublishedProp(Client, 'ApiKey'));
    Binary.WriteComponent(Client);
    Binary.Position := 0;
    ObjectBinaryToText(Binary, Text);
    SetString(Dfm, PAnsiChar(Text.Memory), Text.Size);
    Check('the account is in the .dfm', Pos('C00000000', string(Dfm)) > 0);
    Check('the key is not in the .dfm', Pos(Key, string(Dfm)) = 0);
    Binary.Position := 0;
    Binary.ReadComponent(Copied);
    Same('the account comes back from the .dfm', Copied.Account, 'C00000000');
    Check('a component that was read is not open yet', not Copied.Active);
  finally
    Copied.Free;
    Text.Free;
    Binary.Free;
    Client.Free;
  end;
end;

{ What the form designer does with a design-time package. }
var
  Palette: string;

procedure RememberPage(const Page: AnsiString; Classes: array of TComponentClass);
begin
  Palette := string(Page) + ':' + string(Classes[0].ClassName);
end;

procedure Registering;
begin
  RegisterComponentsProc := RememberPage;
  Register;
  Same('the component is on the palette', Palette, 'Ihuyi:TIhuyiClient');
end;

procedure Closing;
var
  Client: TIhuyiClient;
begin
  Client := NewClient;
  try
    Check('a client with a key is open', Client.Active);
    Client.Close;
    Client.Close;
    Check('a client may be closed twice', not Client.Active);
    try
      Client.Segments('x');
      NotRaised('a closed client');
    except
      on E: Exception do
        Raised('a closed client', E, EIhuyiClosed, IHUYI_E_ARGUMENT, ioRefused);
    end;
    try
      Client.ApiKey := Key;
      NotRaised('a key for a closed client');
    except
      on E: Exception do
        Raised('a key for a closed client', E, EIhuyiClosed, IHUYI_E_ARGUMENT, ioRefused);
    end;
    Client.Open;
    Same('a client that was opened again has its account, but', Client.Account, 'C00000000');
    try
      Client.Send('13800000001', Words(Code1234));
      NotRaised('no key any more');
    except
      on E: Exception do
        Check('no key any more', E is EIhuyi);
    end;
  finally
    Client.Free;
  end;
end;

procedure IniFiles(const Folder: string);
var
  Client: TIhuyiClient;
  Lines: TStringList;
  Path: string;
begin
  Path := Folder + PathDelim + Words('\u8bbe\u7f6e') + '.ini';
  Lines := TStringList.Create;
  Client := TIhuyiClient.Create(nil);
  try
    Lines.Text := 'account = C00000000' + LineEnding + 'apikey = ' + Key;
    Lines.SaveToFile(Path);
    Client.IniFile := Path;
    Same('the settings of an INI file with a Chinese name', Client.Send('13800000002', Words(Code1234)).Code, 2);
    try
      Client.IniFile := 'other.ini';
      NotRaised('another INI file while the client is open');
    except
      on E: Exception do
        Raised('another INI file while the client is open', E, EIhuyiSetting, IHUYI_E_SETTING, ioRefused);
    end;
    try
      Client.Open(Folder + PathDelim + 'missing.ini');
      NotRaised('an INI file that is not there');
    except
      on E: Exception do
        Raised('an INI file that is not there', E, EIhuyiSetting, IHUYI_E_FILE, ioRefused);
    end;
    Client.Open(Path);
    Same('the same client with a right file', Client.Send('13800000003', Words(Code1234)).Code, 2);
  finally
    Client.Free;
    Lines.Free;
  end;
end;

{ ---- Calls ---- }

procedure Results(Client: TIhuyiClient);
var
  R: TIhuyiResult;
  I: Integer;
  Digits: Boolean;
begin
  R := Client.Send('13800000010', Words(Code1234));
  Same('accepted', Ord(R.Outcome), Ord(ioAccepted));
  Same('code', R.Code, IHUYI_ACCEPTED);
  Same('HTTP status', R.HttpStatus, 200);
  Same('flags', R.Flags, 0);
  Check('neither local nor with a corrected clock', not R.Local and not R.ClockCorrected);
  Same('segments', R.Segments, 1);
  Same('characters', R.Characters, 32);
  Same('recipients', R.Recipients, 1);
  Same('no balance', R.Balance, -1);
  Same('no family', R.Family, IHUYI_FAMILY_NONE);
  Check('a time', R.ElapsedMs >= 0);
  Same('the gateway''s words', R.Message, Words(Submitted));
  Same('an id of twenty digits', Length(R.MessageId), 20);
  Digits := True;
  for I := 1 to Length(R.MessageId) do
    Digits := Digits and (R.MessageId[I] >= '0') and (R.MessageId[I] <= '9');
  Check('an id of digits alone', Digits);
end;

{ The code that a template with this as its second variable comes to. }
function Separated(Client: TIhuyiClient; const Variable: string): Integer;
begin
  try
    Result := Client.SendTemplate('13800000023', '2', ['17', Variable, '138']).Code;
  except
    on E: EIhuyi do
      Result := E.Code;
  end;
end;

procedure Services(Client: TIhuyiClient);
var
  R: TIhuyiResult;
  Advertisement: string;
begin
  { Each product has an account of its own, and the gateway is strict about it. }
  Client.VoiceAccount := 'V00000000';
  Client.VoiceApiKey := Key;
  Client.VoiceNoticeAccount := 'VM00000000';
  Client.VoiceNoticeApiKey := Key;
  Client.InternationalAccount := 'I00000000';
  Client.InternationalApiKey := Key;
  Client.MarketingAccount := 'M00000000';
  Client.MarketingApiKey := Key;
  Same('a voice code', Client.Voice('13800000020', '1234').Code, 2);
  Same('a template with one variable', Client.SendTemplate('13800000021', '1', ['1234']).Code, 2);
  Same('a separator in a variable', Separated(Client, 'L|i'), IHUYI_E_ARGUMENT);
{$IFNDEF UNICODE}
  { Three bytes of UTF-8, then the separator; and one character of GBK, whose second byte is a separator's. }
  Client.Charset := 'utf-8';
  Same('a separator behind UTF-8', Separated(Client, Chr($E7) + Chr($8E) + Chr($8B) + '|9'), IHUYI_E_ARGUMENT);
  Client.Charset := 'gbk';
  Same('half a character is no separator', Ord(Separated(Client, Chr($81) + '|') = IHUYI_E_ARGUMENT), 0);
  Same('a separator behind GBK', Separated(Client, Chr($81) + '||'), IHUYI_E_ARGUMENT);
  Client.Charset := '';
{$ENDIF}
  Same('a template with four variables', Client.SendTemplate('13800000022', '2', ['17', 'Li', '138', '9.50']).Code, 2);
  Same('a voice notification', Client.VoiceNotice('13800000023', '1361', ['17', 'Li']).Code, 2);
  Same('an international message', Client.International('1 2025550100', 'Your code is 1125').Code, 2);
  { "Sale today, text T to stop [shop]" in the brackets of a signature. }
  Advertisement := Words('\u4eca\u65e5\u7279\u4ef7\uff0c\u56deT\u9000\u8ba2\u3010\u5546\u5e97\u3011');
  R := Client.Marketing(['13800000024', '13800000025'], Advertisement);
  Same('a marketing message', R.Code, 2);
  Same('to two', R.Recipients, 2);
  { A country where a time is written 09.30. }
  DefaultFormatSettings.TimeSeparator := '.';
  Same('a marketing message for later',
    Client.Marketing(['13800000026'], Advertisement, EncodeDate(2040, 1, 31) + EncodeTime(9, 30, 0, 0)).Code, 2);
  Check('a balance', Client.Balance.Balance > 0);
  Check('a balance of another product', Client.Balance('voice').Balance > 0);
  Check('the number of a new template', Client.AddTemplate(Words('\u60a8\u7684\u3010\u53d8\u91cf\u3011')).MessageId <> '');
end;

procedure Questions(Client: TIhuyiClient);
var
  X: TIhuyiExplanation;
  P: TIhuyiPush;
begin
  Same('two segments', Client.Segments(StringOfChar('x', 80)).Segments, 2);
  X := Client.Explain(4072, 'sms', 'en');
  Same('an explanation''s code', X.Code, 4072);
  Check('is known', X.Known);
  Same('its family', X.Family, IHUYI_FAMILY_TEMPLATE);
  Same('its name', X.Name, 'IHUYI_CODE_TEMPLATE_MISMATCH');
  Check('its texts', (X.Text <> '') and (X.Meaning <> '') and (X.Cause <> '') and (X.Advice <> ''));
  Check('a code that nobody knows', not Client.Explain(987654).Known);
  try
    Client.Explain(2, 'telex');
    NotRaised('a service that is none');
  except
    on E: Exception do
    begin
      Raised('a service that is none', E, EIhuyiArgument, IHUYI_E_SERVICE, ioRefused);
      Check('is explained', Length(E.Message) > 40);
    end;
  end;
  P := Client.ParsePush('mobilephone=13800000000&smsid=17&code=2&msg=DELIVRD');
  Same('a receipt', P.Kind, IHUYI_PUSH_RECEIPT);
  Check('of success', P.Success);
  Same('of the message', P.MessageId, '17');
  Same('its status', P.Status, 'DELIVRD');
  Same('what to answer', P.Answer, 'success');
  try
    Client.ParsePush('');
    NotRaised('a push that is none');
  except
    on E: Exception do
      Raised('a push that is none', E, EIhuyiArgument, IHUYI_E_PUSH, ioRefused);
  end;
end;

{ Its receipt as the gateway posts it. }
function ReceiptOf(const Id, Mobile, Code, Status: string): string;
begin
  Result := 'mobilephone=' + Mobile + '&smsid=' + Id + '&code=' + Code + '&msg=' + Status + '&report_time=2017-08-02+14%3A31%3A51';
end;

{ "Unsubscribe", as a reply. }
function ReplyOf(const Mobile: string): string;
begin
  Result := 'mobilephone=' + Mobile + '&content=%E9%80%80%E8%AE%A2&reply_time=2017-08-02+14%3A31%3A51&smsid=17';
end;

procedure Fates;
var
  Client: TIhuyiClient;
  D: TIhuyiDelivery;
  P: TIhuyiPush;
  Id: string;
  First: Cardinal;
begin
  Client := NewClient;
  try
    Client.Configure('store', 'memory:');
    Client.Configure('secret', Key + Key);
    try
      Client.Status('nobody');
      NotRaised('what became of a message of nobody');
    except
      on E: Exception do
        Raised('what became of a message of nobody', E, EIhuyiStore, IHUYI_E_NO_STATUS, ioRefused);
    end;
    Client.Configure('track', 'on');
    Id := Client.Submit('sms', '13800000082', Words(Code1234), '', 'reference=order-1002-paid').MessageId;
    D := Client.Status(Id);
    Same('what was sent is accepted', Ord(D.State), Ord(idAccepted));
    Same('no receipt, no code', D.Code, 0);
    Same('one number', D.Recipients, 1);
    Same('by this service', D.Service, 'sms');
    Same('under this id', D.MessageId, Id);
    Same('to a number that is masked', D.Mobile, '138****0082');
    Same('at a time', Length(D.Submitted), 19);
    Same('nobody has reported', D.Reported, '');
    Check('and it never was unknown', not D.Settled);
    Same('by its reference it is the same', Client.Status('order-1002-paid').MessageId, Id);

    P := Client.RecordPush(ReceiptOf(Id, '13800000082', '2', 'DELIVRD'));
    Same('its receipt says so', P.Status, 'DELIVRD');
    Same('a receipt is not for the inbox', P.Number, 0);
    D := Client.Status(Id);
    Same('then it is delivered', Ord(D.State), Ord(idDelivered));
    Same('by its code', D.Code, 2);
    Same('to one', D.Delivered, 1);
    Same('and failed for none', D.Failed, 0);
    Same('with the carrier''s word', D.Status, 'DELIVRD');
    Check('and what it means', D.Explanation <> '');
    Same('and when', D.Reported, '2017-08-02 14:31:51');

    Id := Client.Send('13800000083', Words(Code1234)).MessageId;
    Client.RecordPush(ReceiptOf(Id, '13800000083', '0', 'MK:0001'));
    D := Client.Status(Id);
    Same('one that failed', Ord(D.State), Ord(idFailed));
    Same('failed for one', D.Failed, 1);
    Same('with its word', D.Status, 'MK:0001');

    P := Client.Inbox;
    Same('an empty inbox', P.Number, 0);
    Same('has nothing of any kind', P.Kind, 0);
    First := Client.RecordPush(ReplyOf('13800000082')).Number;
    Check('a reply has a number', First > 0);
    Same('the same once more is not another', Client.RecordPush(ReplyOf('13800000082')).Number, First);
    Check('another one has another', Client.RecordPush(ReplyOf('13800000083')).Number > First);
    P := Client.Inbox;
    Same('the first is read first', P.Number, First);
    Same('is a reply', P.Kind, IHUYI_PUSH_REPLY);
    Same('of this number', P.Mobile, '13800000082');
    Same('in these words', P.Content, Words('\u9000\u8ba2'));
    P := Client.Inbox(First);
    Same('then the second', P.Mobile, '13800000083');
    Same('then none', Client.Inbox(P.Number).Number, 0);
    try
      Client.RecordPush('hello');
      NotRaised('a push that cannot be remembered');
    except
      on E: Exception do
        Raised('a push that cannot be remembered', E, EIhuyiArgument, IHUYI_E_PUSH, ioRefused);
    end;
  finally
    Client.Free;
  end;
end;

procedure Boxes;
var
  R: TIhuyiResult;
begin
  R := IhuyiSend('C00000000', Key, '13800000030', Words(Code1234));
  Same('IhuyiSend', R.Code, 2);
  Same('its words', R.Message, Words(Submitted));
  Same('IhuyiVoice', IhuyiVoice('V00000000', Key, '13800000031', '1234').Code, 2);
  Same('IhuyiStrError', IhuyiStrError(4051), Words('\u5269\u4f59\u6761\u6570\u4e0d\u8db3'));
  Same('IhuyiAbiVersion', IhuyiAbiVersion, IHUYI_ABI_NEEDED);
  Check('IhuyiVersion', Pos('.', IhuyiVersion) > 0);
end;

{ ---- What is raised ---- }

procedure Refusals(Client: TIhuyiClient);

  procedure Refused(const Number: string; Wanted: EIhuyiClass; Code: Integer);
  begin
    try
      Client.Send(Number, Words(Code1234));
      NotRaised(Number);
    except
      on E: Exception do
      begin
        Raised(Number, E, Wanted, Code, ioRefused);
        Check('its message begins with the code', Pos(IntToStr(Code) + ' ', E.Message) = 1);
        Check('says where to read on', Pos('docs/codes.zh-CN.md#code-' + IntToStr(Code), E.Message) > 0);
        Check('and tells neither number nor key', (Pos(Number, E.Message) = 0) and (Pos(Key, E.Message) = 0));
      end;
    end;
  end;

begin
  Refused('19900000405', EIhuyiAccount, 405);
  Refused('19900004051', EIhuyiBalance, 4051);
  Refused('19900004030', EIhuyiNumber, 4030);
  Refused('19900000407', EIhuyiContent, 407);
  Refused('19900004072', EIhuyiTemplate, 4072);
  Refused('19900004085', EIhuyiLimit, 4085);
  Refused('19900000000', EIhuyiGateway, 0);
  try
    Client.Configure('charst', 'gbk');
    NotRaised('a setting that is none');
  except
    on E: Exception do
      Raised('a setting that is none', E, EIhuyiSetting, IHUYI_E_SETTING, ioRefused);
  end;
  try
    Client.Send('13800000040', 'ab'#0'cd');
    NotRaised('a text with a NUL');
  except
    on E: Exception do
      Raised('a text with a NUL', E, EIhuyiArgument, IHUYI_E_CONTROL_CHARACTER, ioRefused);
  end;
end;

procedure Unreachable;
var
  Client: TIhuyiClient;
begin
  Client := NewClient;
  try
    Client.Configure('gateway', 'http://127.0.0.1:1');
    try
      Client.Send('13800000041', Words(Code1234));
      NotRaised('a gateway that is not there');
    except
      on E: Exception do
        Raised('a gateway that is not there', E, EIhuyiNetwork, IHUYI_E_CONNECT, ioNotSent);
    end;
  finally
    Client.Free;
  end;
end;

{ ---- One-time codes. The right code is the phone's secret; tests/form.sh reads it there. ---- }

procedure Codes;
var
  Client: TIhuyiClient;
  Keys: TStringList;
  V: TIhuyiVerification;
  C: TIhuyiCaptcha;
  R: TIhuyiResult;
begin
  Client := NewClient;
  Keys := TStringList.Create;
  try
    Client.Configure('store', 'memory:');
    Client.Configure('secret', Key + Key);
    Keys.Add('device=PC-17');
    V := Client.VerifyStart('register', '13800000045', Keys);
    Check('a code is out', V.Ok and (V.Id <> '') and (V.Channel = icSms) and (V.Digits = 6) and (V.Wait > 0) and (V.Valid > 0));
    try
      Client.VerifyResend(V.Id);
      NotRaised('a code that is asked for again at once');
    except
      on E: EIhuyi do
      begin
        Raised('a code that is asked for again at once', E, EIhuyiLimit, IHUYI_E_LIMIT, ioNotSent);
        Check('the exception says how long to wait', (E.Verification.Wait > 0) and not E.Verification.Ok);
        Same('and by which limit', E.Verification.Limit, 'sms:mobile 1/60s');
      end;
    end;
    Check('the limits say the same without an exception', not Client.GuardStatus('sms', '13800000045', Keys).Allowed);
    Client.GuardUnlock('mobile', '13800000045');
    Check('and let it pass when the number is freed', Client.GuardAsk('sms', '13800000045').Allowed);
    Check('a code under an id of nobody', Client.VerifyCheck('nobody', '123456').Status = ivNone);
    try
      Client.VerifyResend('nobody');
      NotRaised('nothing to send again');
    except
      on E: Exception do
        Raised('nothing to send again', E, EIhuyiVerify, IHUYI_E_CODE_NONE, ioRefused);
    end;

    { A computer's name from somewhere, with a key of its own making. }
    Keys.Add('name=x'#13#10'captcha=passed');
    try
      Client.VerifyStart('register', '13800000046', Keys);
      NotRaised('a line break in a key');
    except
      on E: Exception do
        Raised('a line break in a key', E, EIhuyiArgument, IHUYI_E_ARGUMENT, ioRefused);
    end;

    C := Client.CaptchaNew;
    Check('a picture', (Copy(C.Png, 2, 3) = 'PNG') and (C.Length = 5) and (C.Valid > 0) and (Pos('data:image/png;base64,', C.DataUri) = 1));
    Check('a wrong answer raises nothing', not Client.CaptchaCheck(C.Id, 'no'));

    Keys.Text := 'reference=order-1001-paid';
    R := Client.Submit('sms', '13800000047', Words(Code1234), '', Keys);
    Check('the first of an event', not R.Repeated);
    Same('the same event again', Client.Submit('sms', '13800000047', Words(Code1234), '', Keys).MessageId, R.MessageId);
    Check('was not sent', Client.Submit('sms', '13800000047', Words(Code1234), '', Keys).Repeated);

    Client.Configure('store', 'redis://127.0.0.1:1');
    try
      Client.VerifyStart('register', '13800000048');
      NotRaised('a store that cannot be used');
    except
      on E: EIhuyi do
      begin
        Raised('a store that cannot be used', E, EIhuyiStore, IHUYI_E_STORE, ioNotSent);
        Same('and no id of a code', E.Verification.Id, '');
      end;
    end;
  finally
    Keys.Free;
    Client.Free;
  end;
end;

{ ---- A list ---- }

{ One that somebody else may have left there is gone. }
function Journal(const Folder, Name: string): string;
begin
  Result := Folder + PathDelim + Name + '.journal';
  DeleteFile(Result);
end;

procedure Lists(const Folder: string);
var
  Client: TIhuyiClient;
  List: TIhuyiBulk;
  Options: TStringList;
  R: TIhuyiResult;
  P: TIhuyiProgress;
  Row: TIhuyiRow;
  Path: string;
begin
  Client := NewClient;
  Options := TStringList.Create;
  List := nil;
  try
    Path := Journal(Folder, Words('\u516d\u6708'));
    Options.Add('service=sms');
    Options.Add('rate=1000');
    List := TIhuyiBulk.Create(Client, Path, Options);
    R := List.Add('13800000101', Words(Code1234), 'order-1001');
    Same('a row is checked', R.Code, IHUYI_OK);
    Same('and counted', R.Segments, 1);
    Check('and not left out', not R.LeftOut);
    R := List.Add('1380000010', Words(Code1234), 'order-1002');
    Check('a row that cannot be sent raises nothing', R.LeftOut and R.Local);
    Same('and says why', R.Code, IHUYI_CODE_MOBILE_FORMAT);
    List.Add('13800000102', Words(Code1234));
    P := List.Status;
    Same('a plan', Ord(P.State), Ord(ibPlanning));
    Same('of two rows', P.Rows, 2);
    Same('and one that is left out', P.LeftOut, 1);
    Check('is not on the disk', not FileExists(Path));
    try
      List.Next;
      NotRaised('a row of a plan');
    except
      on E: Exception do
        Raised('a row of a plan', E, EIhuyiArgument, IHUYI_E_ARGUMENT, ioRefused);
    end;
    P := List.Run(0);
    Same('the plan is written', Ord(P.State), Ord(ibReady));
    Same('both wait', P.Planned, 2);
    Same('and are billed as two', P.Segments, 2);
    Check('and it is on the disk', FileExists(Path));
    try
      List.Add('13800000103', Words(Code1234));
      NotRaised('a row too late');
    except
      on E: Exception do
        Raised('a row too late', E, EIhuyiArgument, IHUYI_E_ARGUMENT, ioRefused);
    end;
    try
      List.Run(-1);
      NotRaised('less time than none');
    except
      on E: Exception do
        Raised('less time than none', E, EIhuyiArgument, IHUYI_E_ARGUMENT, ioRefused);
    end;
    FreeAndNil(List);
    try
      TIhuyiBulk.Create(Client, Path, 'service=marketing').Free;
      NotRaised('another service than it was planned for');
    except
      on E: Exception do
        Raised('another service than it was planned for', E, EIhuyiSetting, IHUYI_E_VALUE, ioRefused);
    end;
    List := TIhuyiBulk.Create(Client, Path);
    Client.Close;
    Same('the list goes on where it stood', Ord(List.Status.State), Ord(ibReady));
    P := List.Run(60000);
    Same('without its client', Ord(P.State), Ord(ibDone));
    Same('both were accepted', P.Accepted, 2);
    Same('and billed', P.AcceptedSegments, 2);
    Same('none waits', P.Planned + P.Sending + P.Refused + P.Unknown, 0);
    Same('nothing is wrong', P.Message, '');
    Row := List.Next;
    Same('the first row', Row.Number, 1);
    Same('was accepted', Ord(Row.State), Ord(irAccepted));
    Same('by this code', Row.Code, IHUYI_ACCEPTED);
    Same('under this id', Length(Row.MessageId), 20);
    Same('to this number', Row.Mobile, '13800000101');
    Same('for this order', Row.Reference, 'order-1001');
    Same('at a time', Length(Row.Time), 19);
    Row := List.Next(0, irLeftOut);
    Same('the one that was left out', Row.Line, 2);
    Check('says why', Row.Message <> '');
    Same('and was never sent', Row.Time, '');
    Same('there is no other', List.Next(Row.Number, irLeftOut).Number, 0);
    Same('and none was refused', List.Next(0, irRefused).Number, 0);
    try
      TIhuyiBulk.Create(Client, Path).Free;
      NotRaised('a list of a closed client');
    except
      on E: Exception do
        Raised('a list of a closed client', E, EIhuyiClosed, IHUYI_E_ARGUMENT, ioRefused);
    end;
    Client.Open;
    Client.ApiKey := Key;
    try
      TIhuyiBulk.Create(Client, Path, 'hour=09:00-20:30').Free;
      NotRaised('an option that is none');
    except
      on E: Exception do
        Raised('an option that is none', E, EIhuyiSetting, IHUYI_E_SETTING, ioRefused);
    end;
    Options[0] := 'template_id=1'#10'repeats=yes';
    try
      TIhuyiBulk.Create(Client, Path, Options).Free;
      NotRaised('a line break in an option');
    except
      on E: Exception do
        Raised('a line break in an option', E, EIhuyiArgument, IHUYI_E_ARGUMENT, ioRefused);
    end;
  finally
    List.Free;
    Options.Free;
    Client.Free;
  end;
end;

procedure Stopping(const Folder: string);
var
  Client: TIhuyiClient;
  List: TIhuyiBulk;
  P: TIhuyiProgress;
  Tries: Integer;
begin
  Client := NewClient;
  List := nil;
  try
    Client.Account := 'C00000009';
    List := TIhuyiBulk.Create(Client, Journal(Folder, 'halted'));
    List.Add('13800000104', Words(Code1234));
    P := List.Run(60000);
    Same('a list whose account is wrong', Ord(P.State), Ord(ibHalted));
    Same('says which code', P.Code, 405);
    Check('and what to do', Pos('405', P.Message) > 0);
    Same('and keeps its rows', P.Planned, 1);
    FreeAndNil(List);
    Client.Configure('gateway', 'http://127.0.0.1:1');
    List := TIhuyiBulk.Create(Client, Journal(Folder, 'paused'));
    List.Add('13800000105', Words(Code1234));
    // The first pause is a second. On a machine that stands still for longer it is over before it is told, and the next one is longer.
    Tries := 0;
    repeat
      P := List.Run(1);
      Inc(Tries);
    until (P.State <> ibReady) or (Tries = 20);
    Same('a list whose gateway is away', Ord(P.State), Ord(ibPaused));
    Check('says how long to wait', P.Wait > 0);
    Same('and why', P.Code, IHUYI_E_CONNECT);
  finally
    List.Free;
    Client.Free;
  end;
end;

type
  TSender = class(TThread)
  protected
    procedure Execute; override;
  public
    List: TIhuyiBulk;
    Trouble: string;
  end;

procedure TSender.Execute;
var
  P: TIhuyiProgress;
begin
  try
    repeat
      P := List.Run(1000);
    until P.State <> ibReady;
  except
    on E: Exception do
      Trouble := string(E.Message);
  end;
end;

procedure Crew(const Folder: string);
var
  Client: TIhuyiClient;
  List: TIhuyiBulk;
  Senders: array[1..4] of TSender;
  I: Integer;
begin
  Client := NewClient;
  List := nil;
  try
    List := TIhuyiBulk.Create(Client, Journal(Folder, 'crew'));
    for I := 0 to 39 do
      List.Add(string(IntToStr(13800000200 + Int64(I))), Words(Code1234));
    List.Run(0);
    for I := Low(Senders) to High(Senders) do
    begin
      Senders[I] := TSender.Create(True);
      Senders[I].List := List;
    end;
    for I := Low(Senders) to High(Senders) do
      Senders[I].Start;
    for I := Low(Senders) to High(Senders) do
    begin
      Senders[I].WaitFor;
      Same('a thread of four that send', Senders[I].Trouble, '');
      Senders[I].Free;
    end;
    Same('together they have sent the list', Ord(List.Status.State), Ord(ibDone));
    Same('each row of it', List.Status.Accepted, 40);
  finally
    List.Free;
    Client.Free;
  end;
end;

{ ---- Text ---- }

{ A character beyond the first 65536, as it is held here: on a Chinese Windows strings of bytes are GBK. }
function Rare: string;
begin
{$IFDEF UNICODE}
  Result := #$D842#$DFB7;
{$ELSE}
  Result := {$IFDEF MSWINDOWS}#$95#$34#$B2#$35{$ELSE}#$F0#$A0#$AE#$B7{$ENDIF};
{$ENDIF}
end;

{$IFDEF UNICODE}
{ A text of a list with a character that Big5 lacks: its row is left out, and the next one is not. }
procedure LacksACharacter(Client: TIhuyiClient; const Path, Text: string);
var
  List: TIhuyiBulk;
  R: TIhuyiResult;
begin
  Client.Charset := 'Big5';
  List := TIhuyiBulk.Create(Client, Path);
  try
    R := List.Add('13800000080', Text, 'order-1');
    Check('a row with a character that Big5 lacks raises nothing', R.LeftOut);
    Same('and says why', R.Code, IHUYI_E_ENCODING);
    Check('and by which character', Pos('U+9A8C', R.Message) > 0);
    R := List.Add('13800000081', 'Your code is: 1234.', Text);
    Check('a reference with one', R.LeftOut and (R.Code = IHUYI_E_ENCODING));
    R := List.Add(Text, 'Your code is: 1234.');
    Check('a number with one', R.LeftOut and (R.Code = IHUYI_E_ENCODING));
    R := List.Add('13800000082', 'Your code is: 1234.');
    Check('the next row is in the plan', (R.Code = IHUYI_OK) and not R.LeftOut);
    Same('all are in the journal', List.Run(0).LeftOut, 3);
    Check('with a reason', List.Next(0, irLeftOut).Code <> 0);
  finally
    List.Free;
    Client.Charset := '';
  end;
end;
{$ENDIF}

procedure Texts(Client: TIhuyiClient; const Folder: string);
begin
  Client.Configure('lang', 'zh');
  Same('a rare character', Client.Send('13800000050', Words(Code1234) + Rare).Code, 2);
  Same('is one character', Client.Segments(Rare).Characters, Client.Segments('x').Characters);
  Same('and comes back', Client.ParsePush('mobilephone=13800000000&content=%F0%A0%AE%B7&smsid=1&reply_time=2017-08-02').Content, Rare);
{$IFDEF UNICODE}
  try
    Client.Send('13800000051', 'x' + Copy(Rare, 1, 1));
    NotRaised('half a character');
  except
    on E: Exception do
      Raised('half a character', E, EIhuyiArgument, IHUYI_E_ENCODING, ioRefused);
  end;
  Client.Charset := 'gbk';
  Same('a rare character through GBK', Client.Send('13800000052', Words(Code1234) + Rare).Code, 2);
  Same('the words come back from GBK', Client.Send('13800000053', Words(Code1234)).Message, Words(Submitted));
  Client.Charset := 'Big5';
  try
    Client.Send('13800000054', Words(Code1234));
    NotRaised('a character that Big5 lacks');
  except
    on E: Exception do
      Raised('a character that Big5 lacks', E, EIhuyiArgument, IHUYI_E_ENCODING, ioRefused);
  end;
  LacksACharacter(Client, Journal(Folder, 'big5'), Words(Code1234));
  Same('UTF-8 again', Client.Send('13800000055', Words(Code1234)).Message, Words(Submitted));
{$ENDIF}
end;

{$IFNDEF UNICODE}
{ "Your code is: 1234." and "Submitted." as a Delphi 7 program on a Chinese Windows holds them: GBK bytes. }
const
  GbkCode = #$C4#$FA#$B5#$C4#$D1#$E9#$D6#$A4#$C2#$EB#$CA#$C7#$A3#$BA'1234'#$A1#$A3;
  GbkSubmitted = #$CC#$E1#$BD#$BB#$B3#$C9#$B9#$A6;

{ UTF-8 in place of the program's own charset. }
function Utf8(const S: string): string;
var
  Ok: Boolean;
begin
  Result := IhuyiEncode(S, 'utf-8', Ok);
end;

{ As it is on a Chinese Windows, where the host's charset is found out at start-up; elsewhere it is said here. }
procedure ChineseWindows(const Folder: string);
const
  { "List one" and "order one", in GBK. }
  ListOne = #$C3#$FB#$B5#$A5#$D2#$BB;
  OrderOne = #$B6#$A9#$B5#$A5#$D2#$BB;
var
  Client: TIhuyiClient;
  List: TIhuyiBulk;
  Code, Answer, Found: string;
begin
  Found := IhuyiHostCharset;
  Code := Utf8(Words(Code1234));
  Answer := Utf8(Words(Submitted));
{$IFDEF MSWINDOWS}
  Same('the charset of a Chinese Windows', Found, 'gbk');
{$ELSE}
  IhuyiHostCharset := 'gbk';
{$ENDIF}
  Client := NewClient;
  try
    Same('GBK strings without a word about GBK', Client.Send('13800000060', GbkCode).Message, GbkSubmitted);
    List := TIhuyiBulk.Create(Client, Journal(Folder, ListOne));
    try
      List.Add('13800000066', GbkCode, OrderOne);
      Same('a list in GBK', List.Run(60000).Accepted, 1);
      Same('a reference in GBK', List.Next.Reference, OrderOne);
      Same('an answer in GBK', List.Next.Message, GbkSubmitted);
    finally
      List.Free;
    end;
    Client.Charset := 'utf-8';
    Same('a charset that was chosen', Client.Send('13800000061', Code).Message, Answer);
    Client.Charset := '';
    Same('and given up again', Client.Send('13800000062', GbkCode).Message, GbkSubmitted);
  finally
    Client.Free;
  end;
  Same('IhuyiSend with GBK strings', IhuyiSend('C00000000', Key, '13800000063', GbkCode).Message, GbkSubmitted);
  Same('IhuyiStrError in GBK', IhuyiStrError(4051), #$CA#$A3#$D3#$E0#$CC#$F5#$CA#$FD#$B2#$BB#$D7#$E3);
  IhuyiHostCharset := Found;
end;

{ GBK strings on another Windows, where the environment says so. }
procedure ChosenCharset;
var
  Client: TIhuyiClient;
begin
  IhuyiHostCharset := 'windows-1252';
  Client := NewClient;
  try
    Same('IHUYI_CHARSET is stronger than the system', Client.Send('13800000064', GbkCode).Message, GbkSubmitted);
  finally
    Client.Free;
  end;
  Same('also for IhuyiSend', IhuyiSend('C00000000', Key, '13800000065', GbkCode).Message, GbkSubmitted);
end;
{$ENDIF}

{ ---- Threads ---- }

type
  TFirstUser = class(TThread)
  protected
    procedure Execute; override;
  public
    Client: TIhuyiClient;
    Segments: Integer;
  end;

procedure TFirstUser.Execute;
begin
  Segments := Client.Segments('x').Segments;
end;

procedure FirstUse;
var
  Client: TIhuyiClient;
  Users: array[1..8] of TFirstUser;
  I, Answered: Integer;
begin
  Client := TIhuyiClient.Create(nil);
  Answered := 0;
  for I := Low(Users) to High(Users) do
  begin
    Users[I] := TFirstUser.Create(True);
    Users[I].Client := Client;
  end;
  for I := Low(Users) to High(Users) do
    Users[I].Start;
  for I := Low(Users) to High(Users) do
  begin
    Users[I].WaitFor;
    Inc(Answered, Users[I].Segments);
    Users[I].Free;
  end;
  Same('eight threads that are the first to use a client', Answered, 8);
  Client.Free;
end;

procedure UnknownOutcome;
var
  Client: TIhuyiClient;
begin
  Client := NewClient;
  try
    try
      Client.Send('13800000070', Words(Code1234));
      NotRaised('an answer that never came');
    except
      on E: Exception do
        Raised('an answer that never came', E, EIhuyiOutcomeUnknown, IHUYI_E_UNKNOWN, ioUnknown);
    end;
  finally
    Client.Free;
  end;
end;

var
  Client: TIhuyiClient;

begin
{$IFDEF UNIX}{$IFDEF UNICODE}
  SetMultiByteConversionCodePage(CP_UTF8);
{$ENDIF}{$ENDIF}
  if ParamStr(1) = 'unknown' then
  begin
    UnknownOutcome;
    Exit;
  end;
{$IFNDEF UNICODE}
  if ParamStr(1) = 'chosen' then
  begin
    ChosenCharset;
    Exit;
  end;
{$ENDIF}
  Component;
  Registering;
  Closing;
  IniFiles(string(ParamStr(1)));
  Boxes;
  Unreachable;
  Codes;
  Fates;
  Lists(string(ParamStr(1)));
  Stopping(string(ParamStr(1)));
  Crew(string(ParamStr(1)));
  FirstUse;
  Client := NewClient;
  try
    Results(Client);
    Services(Client);
    Questions(Client);
    Refusals(Client);
    Texts(Client, string(ParamStr(1)));
  finally
    Client.Free;
  end;
{$IFNDEF UNICODE}
  ChineseWindows(string(ParamStr(1)));
{$ENDIF}
end.

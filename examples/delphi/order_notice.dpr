{ 发货通知：order_notice 手机号码 订单号

  给 Windows 上的 Delphi 7 及以后的版本；源码是 GBK，与中文 Windows 上的 Delphi 7 一致。
  把 order_notice.exe、ihuyi.dll（32 位程序用 32 位的）和 ihuyi.ini 放在同一个文件夹里即可运行。ihuyi.ini 里写：

      account = C00000000
      apikey  = 您的 APIKEY

  没有账号时先运行 ihuyi.exe sandbox，再加一行 gateway = 它显示的第一行地址。 }
program order_notice;

{$APPTYPE CONSOLE}
{$IFDEF FPC}{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}{$ENDIF}

uses
  SysUtils, Ihuyi;

var
  Sms: TIhuyiClient;
  R: TIhuyiResult;

begin
  ExitCode := 1;
  Sms := TIhuyiClient.Create(nil);
  try
    try
      { 组件不会自己去找 ihuyi.ini；写上完整路径，与当前目录无关。 }
      Sms.IniFile := ExtractFilePath(ParamStr(0)) + 'ihuyi.ini';
      R := Sms.Send(ParamStr(1), '您的订单 ' + ParamStr(2) + ' 已发货，请留意查收。');
      WriteLn('已发送，编号 ', R.MessageId, '，计费 ', R.Segments, ' 条');
      ExitCode := 0;
    except
      on E: EIhuyiOutcomeUnknown do
        WriteLn('不确定是否已发出，请勿重发：' + E.Message);
      on E: EIhuyiNetwork do
        WriteLn('没有发出，可以稍后再发：' + E.Message);
      on E: EIhuyi do
        WriteLn('被拒绝，请先处理：' + E.Message);
      { 找不到 ihuyi.dll，或者位数不对。 }
      on E: Exception do
        WriteLn(E.Message);
    end;
  finally
    Sms.Free;
  end;
end.

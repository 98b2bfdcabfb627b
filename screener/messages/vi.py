"""The Vietnamese catalogue: what editors, inspectors and reviewers read."""

from __future__ import annotations

from typing import Final

MESSAGES: Final[dict[str, str]] = {
    # -- labels -------------------------------------------------------------
    "category.role": "Vai trò giới",
    "category.ability": "Năng lực, nghề nghiệp",
    "category.trait": "Tính cách, đặc điểm",
    "category.appearance": "Ngoại hình, vật hoá",
    "category.marriage": "Hôn nhân, sinh sản",
    "category.violence": "Bạo lực, đổ lỗi",
    "category.discrimination": "Phân biệt đối xử",
    "category.language": "Ngôn từ dán nhãn",
    "category.diversity": "Đa dạng giới",
    "severity.low": "nhẹ",
    "severity.medium": "vừa",
    "severity.high": "nặng",
    "stance.asserted": "lời của bài",
    "stance.reported": "lời dẫn",
    "stance.countered": "đã phê phán",
    "verdict.pass": "Chưa thấy dấu hiệu cần sửa",
    "verdict.revise": "Đề nghị điều chỉnh",
    "verdict.escalate": "Đề nghị xem xét kỹ trước khi phát hành",
    "verdict.not_screened": "Chưa soát được",
    # -- why, per category ----------------------------------------------------
    "why.role": (
        "Đoạn này gắn việc nhà, việc chăm sóc, kiếm tiền hay vị thế với một giới. "
        "Thử đổi sang giới kia: bài có còn viết như vậy không?"
    ),
    "why.ability": (
        "Đoạn này gắn năng lực hoặc sự phù hợp với nghề, môn học, môn thể thao "
        "với giới tính, thay vì với từng con người."
    ),
    "why.trait": (
        "Đoạn này khái quát tính cách, cảm xúc hay cách cư xử cho cả một giới, "
        "hoặc đòi một giới phải như thế."
    ),
    "why.appearance": (
        "Đoạn này nhìn nhân vật qua ngoại hình, cơ thể trong khi nội dung không cần "
        "đến, hoặc biến con người thành đối tượng để ngắm."
    ),
    "why.marriage": (
        "Đoạn này đặt ra chuẩn mực khác nhau cho nam và nữ về kết hôn, sinh con, "
        "ly hôn, chung thuỷ, hoặc coi trọng con trai hơn con gái."
    ),
    "why.violence": (
        "Đoạn này biện minh, xem nhẹ bạo lực hay quấy rối, hoặc đẩy lỗi về phía "
        "người bị hại."
    ),
    "why.discrimination": (
        "Đoạn này nêu hoặc cổ vũ một quy định, yêu cầu hạn chế hay ưu tiên theo giới "
        "mà không thấy căn cứ."
    ),
    "why.language": (
        "Từ ngữ này dán nhãn, hạ thấp hoặc nêu giới tính không cần thiết, trong khi "
        "có cách nói trung tính."
    ),
    "why.diversity": (
        "Đoạn này gán khuôn mẫu hoặc xem thường người có thể hiện giới, xu hướng "
        "tính dục hay bản dạng giới khác số đông."
    ),
    "why.countered_by": "Bài nhắc tới định kiến này để phê phán (“{words}”), không tính.",
    "why.countered": "Bài nhắc tới định kiến này để phê phán hoặc bác bỏ, không tính.",
    # -- a question to ask, per category --------------------------------------
    "ask.role": "Nếu nhân vật thuộc giới kia, bài có nêu chi tiết này không? Nếu không, đề nghị bỏ hoặc nói về cả hai người.",
    "ask.ability": "Có số liệu cho nhận định này không? Nếu không, đề nghị nói về việc làm được của từng người.",
    "ask.trait": "Nhận định này đúng với mọi người của giới ấy không? Đề nghị tả hành vi cụ thể của người cụ thể.",
    "ask.appearance": "Ngoại hình có liên quan đến nội dung bài không? Nếu không, đề nghị bỏ, thay bằng việc nhân vật đã làm.",
    "ask.marriage": "Chuẩn mực này có được đặt ra cho giới kia không? Đề nghị bỏ lời đánh giá, chỉ giữ sự việc.",
    "ask.violence": "Câu này có làm nhẹ lỗi của người gây bạo lực không? Đề nghị chỉ nêu hành vi và người chịu trách nhiệm.",
    "ask.discrimination": "Yêu cầu về giới này có căn cứ pháp luật không? Nếu không, đề nghị nêu yêu cầu về kỹ năng, sức khoẻ chung cho mọi người.",
    "ask.language": "Có thể gọi nhân vật bằng tên, chức danh hoặc từ trung tính không?",
    "ask.diversity": "Câu này có cần nhắc đến giới hay xu hướng tính dục không? Đề nghị dùng cách gọi mà chính người trong cuộc dùng.",
    # -- reports -------------------------------------------------------------
    "summary.findings": "{count} đoạn có dấu hiệu định kiến giới, đề nghị xem xét.",
    "summary.clean": "Không thấy đoạn nào có dấu hiệu định kiến giới trong phần chữ đã đọc.",
    "summary.read": "Đã đọc {characters} ký tự, {sentences} câu",
    "label.why": "Vì sao",
    "label.legal": "Căn cứ",
    "label.no_legal": "chưa có căn cứ đã kiểm chứng",
    "label.suggestion": "Gợi ý",
    "label.unsure": "cần người xem",
    "label.mentions": "Đã phê phán, không tính:",
    "place.page": "trang {number}",
    "place.paragraph": "đoạn {number}",
    "place.slide": "trang chiếu {number}",
    "suggestion.replace": "“{old}” → “{new}”",
    "suggestion.delete": "bỏ “{old}”",
    "part.title": "tít",
    "part.heading": "đề mục",
    "part.list_item": "mục liệt kê",
    "part.table": "bảng",
    "part.text_box": "khung chữ",
    "part.footnote": "chú thích cuối trang",
    "part.endnote": "chú thích cuối bài",
    "part.header": "đầu trang",
    "part.footer": "chân trang",
    "part.caption": "chú thích ảnh",
    "part.alt_text": "chữ thay ảnh",
    "part.image": "hình ảnh",
    "part.deleted": "đoạn đã xoá",
    "part.comment": "ghi chú",
    "part.page": "trang",
    "part.other": "phần khác",
    "part.body": "thân bài",
    "html.title": "Soát Giới: kết quả soát",
    "html.about": "Công cụ chỉ gợi ý những đoạn có dấu hiệu định kiến giới; người có thẩm quyền quyết định. Hình ảnh chưa được đánh giá.",
    "html.stamp": "Mô hình {model}, mức soát {point}, Soát Giới {version}.",
    "doctor.data_dir": "không ghi được vào {folder}: {reason}. Đặt SCREENER_DATA_DIR sang thư mục khác.",
    "doctor.libreoffice": "chưa cài; chỉ cần cho tệp .doc cũ (Debian: apt install libreoffice-writer-nogui)",
    "doctor.tesseract": "chưa cài; chỉ cần cho bản quét và hình ảnh (Debian: apt install tesseract-ocr tesseract-ocr-vie)",
    "doctor.tesseract_vie": "thiếu dữ liệu tiếng Việt (Debian: apt install tesseract-ocr-vie)",
    "error.bug": "Chương trình gặp lỗi chưa lường trước. Bản thảo không bị thay đổi. Xin gửi phần chi tiết ở trên cho nhóm phát triển.",
    # -- coverage -------------------------------------------------------------
    "coverage.image": "hình ảnh: chưa đánh giá, cần người xem",
    "coverage.chart": "biểu đồ: chưa đọc chữ bên trong",
    "coverage.code": "đoạn mã máy tính: không soát",
    "coverage.comment": "ghi chú bên lề: không soát",
    "coverage.deleted": "chỗ đã xoá hoặc chuyển đi khi theo dõi thay đổi ({characters} ký tự): không soát",
    "coverage.diagram": "sơ đồ SmartArt: chưa đọc chữ bên trong",
    "coverage.embedded": "tệp nhúng trong bài: chưa đọc",
    "coverage.front_matter": "phần khai báo ở đầu tệp: không soát",
    "coverage.hidden": "chữ ẩn ({characters} ký tự): không soát",
    "coverage.outside_article": "khối chữ ngoài bài (trình đơn, quảng cáo, tin liên quan): không soát",
    "coverage.page_failed": "trang {page} bị hỏng: chưa đọc được",
    "coverage.page_garbled": "trang {page}: lớp chữ không đọc ra tiếng Việt, chưa soát",
    "coverage.page_number": "số trang: bỏ qua",
    "coverage.page_scanned": "trang {page} chỉ có hình, không có lớp chữ: chưa đọc",
    "coverage.repeated": "dòng lặp lại ở đầu hoặc chân các trang: chỉ đọc một lần",
    # -- warnings -------------------------------------------------------------
    "warning.article_not_found": "Không nhận ra đâu là thân bài trên trang web này; đã đọc toàn bộ chữ của trang, có thể lẫn trình đơn và quảng cáo.",
    "warning.broken_characters": "Có {count} ký tự hỏng, đã thay bằng dấu �.",
    "warning.declared_encoding": "Trang web khai bảng mã {declared} nhưng thực ra dùng {actual}; đã đọc theo {actual}.",
    "warning.garbled_text": "Chỉ {percent}% số từ đọc ra tiếng Việt; có thể chữ bị sai bảng mã hoặc phông.",
    "warning.not_vietnamese": "Chỉ {percent}% số từ là âm tiết tiếng Việt; công cụ này chỉ soát văn bản tiếng Việt.",
    "warning.pages_missing": "Chưa đọc được {count} trên {total} trang; kết quả chỉ nói về phần đã đọc.",
    "warning.tracked_changes": "Bản thảo đang theo dõi thay đổi ({insertions} chỗ thêm, {deletions} chỗ xoá); đã soát bản cuối, coi như chấp nhận mọi thay đổi.",
    # -- reasons, put into errors ---------------------------------------------
    "reason.bad_xml": "phần XML bên trong không hợp lệ",
    "reason.damaged_part": "một phần bên trong bị hỏng",
    "reason.doctype": "có khai báo DOCTYPE, thứ không tệp Word nào cần đến",
    "reason.missing_part": "thiếu một phần bên trong",
    "reason.no_main_part": "không có phần nội dung chính",
    "reason.no_permission": "không có quyền đọc",
    "reason.not_a_file": "đây không phải là tệp thường",
    "reason.other_content": "nội dung bên trong thuộc loại khác",
    "reason.out_of_memory": "cần nhiều bộ nhớ hơn giới hạn",
    "reason.truncated": "tệp bị cắt cụt hoặc hỏng",
    # -- encodings -------------------------------------------------------------
    "encoding.guessed": "Tệp không ghi rõ bảng mã; đã nhận ra và đọc theo {encoding}.",
    "encoding.mojibake": "Chữ trong tệp từng bị đọc nhầm theo bảng mã {encoding}; đã khôi phục, nên xem lại.",
    "encoding.truncated": "Cuối tệp có một chữ bị cắt dở ({size_bytes} byte), không đọc được phần này.",
    "encoding.replaced": "Có {count} ký tự không đọc được, thay bằng dấu “�”.",
    "encoding.garbled": "Khoảng {percent}% số từ không phải âm tiết tiếng Việt; có thể tệp dùng phông chữ cũ (TCVN3, VNI) hoặc sai bảng mã.",
    # -- errors ----------------------------------------------------------------
    "error.input.missing": "Không tìm thấy tệp {source}.",
    "hint.input.missing": "Kiểm tra lại đường dẫn và tên tệp.",
    "error.input.unreadable": "Không mở được tệp {source}: {reason}.",
    "hint.input.unreadable": "Kiểm tra quyền đọc tệp, hoặc đóng chương trình đang giữ tệp.",
    "error.input.empty": "{source} không có chữ nào để soát.",
    "hint.input.empty": "Dán nội dung bản thảo hoặc chọn tệp khác.",
    "error.input.no_text": "{source} (định dạng {format}) không chứa lớp chữ, có thể là bản quét hoặc toàn hình ảnh.",
    "hint.input.no_text": "Xuất lại tệp từ phần mềm soạn thảo, hoặc nhận dạng chữ (OCR) trước rồi soát lại.",
    "error.input.too_large": "{source} lớn {size_bytes} byte, quá giới hạn {limit_bytes} byte.",
    "hint.input.too_large": "Chia nhỏ tệp, hoặc nâng giới hạn trong phần cài đặt (limits).",
    "error.input.unsupported": "Chưa hỗ trợ định dạng {format} của {source}.",
    "hint.input.unsupported": "Lưu lại thành .docx, .pdf có lớp chữ, .html, .md hoặc .txt.",
    "error.input.corrupt": "{source} bị hỏng hoặc không đúng định dạng {format}: {reason}.",
    "hint.input.corrupt": "Mở tệp bằng phần mềm gốc, lưu lại bản mới rồi soát lại.",
    "error.input.encrypted": "{source} (định dạng {format}) đang đặt mật khẩu.",
    "hint.input.encrypted": "Bỏ mật khẩu rồi soát lại; chương trình không yêu cầu và không lưu mật khẩu.",
    "error.input.archive_bomb": "{source} khi giải nén sẽ lên tới {size_bytes} byte, quá giới hạn {limit_bytes} byte.",
    "hint.input.archive_bomb": "Tệp bất thường: không nên mở. Nếu là tệp thật, hãy nâng giới hạn trong phần cài đặt.",
    "error.input.undecodable": "Không nhận ra bảng mã chữ Việt của {source}.",
    "hint.input.undecodable": "Mở bằng trình soạn thảo và lưu lại với bảng mã UTF-8.",
    "error.input.reader_timeout": "Đọc {source} quá {timeout_s} giây nên đã dừng.",
    "hint.input.reader_timeout": "Thử xuất lại tệp, chia nhỏ, hoặc nâng thời hạn trong phần cài đặt.",
    "error.input.reader_crashed": "Bộ đọc tệp gặp lỗi với {source}: {reason}.",
    "hint.input.reader_crashed": "Lưu lại tệp thành định dạng khác rồi soát lại; gửi tệp cho người quản trị nếu lỗi lặp lại.",
    "error.input.json_line": "Dòng {line} của {source} không phải là một tài liệu JSON: {reason}.",
    "hint.input.json_line": 'Mỗi dòng cần dạng {{"id": "…", "text": "…"}}.',
    "error.input.example": "Dòng {line} của {source}, trường {field}: {reason}.",
    "hint.input.example": "Sửa dòng đó theo định dạng trong hướng dẫn gán nhãn.",
    "error.config.setting": "Cài đặt {source} không hợp lệ: {reason}.",
    "hint.config.setting": "Sửa giá trị trong tệp cài đặt hoặc biến môi trường.",
    "error.config.missing_secret": "Thiếu khoá bí mật ({source}) nên máy chủ không khởi động.",
    "hint.config.missing_secret": 'Đặt SCREENER_SECRET_KEY bằng một chuỗi ngẫu nhiên dài, ví dụ kết quả của lệnh: python -c "import secrets; print(secrets.token_urlsafe(48))".',
    "error.config.lexicon": "Từ điển {source}, mục {entry}: {reason}.",
    "hint.config.lexicon": "Sửa mục đó rồi chạy: screener lexicon check.",
    "error.config.output": "Không ghi được kết quả vào {source}: {reason}.",
    "hint.config.output": "Chọn nơi khác hoặc kiểm tra quyền ghi và chỗ trống.",
    "error.model.bundle_missing": "Không có mô hình {source}. Đang có: {known}.",
    "hint.model.bundle_missing": "Xem danh sách bằng lệnh: screener models list.",
    "error.model.bundle_corrupt": "Mô hình {source} hỏng ở tệp {file}: {reason}.",
    "hint.model.bundle_corrupt": "Cài lại chương trình hoặc chọn mô hình khác.",
    "error.model.bundle_version": "Mô hình {source} dùng định dạng {version}; chương trình này đọc tới {supported}.",
    "hint.model.bundle_version": "Nâng cấp Soát Giới hoặc dùng mô hình cũ hơn.",
    "error.model.bundle_labels": "Mô hình {source} dùng bộ nhãn khác: {labels}.",
    "hint.model.bundle_labels": "Chỉ dùng mô hình huấn luyện theo chín nhóm của Soát Giới.",
    "error.model.operating_point": "Mô hình không có mức soát {source}. Đang có: {known}.",
    "hint.model.operating_point": "Chọn một trong các mức soát nêu trên.",
    "error.model.missing_extra": "{source} cần thư viện {library} chưa được cài.",
    "hint.model.missing_extra": 'Cài bằng lệnh: pip install "soat-gioi[{extra}]".',
    "error.store.unavailable": "Không mở được cơ sở dữ liệu {source}: {reason}.",
    "hint.store.unavailable": "Kiểm tra thư mục dữ liệu (SCREENER_DATA_DIR) và chỗ trống trên đĩa.",
    "error.store.missing": "Không có bản ghi {source}.",
    "hint.store.missing": "Có thể bản ghi đã bị xoá; tải lại trang.",
    "error.input.too_long": "{source} dài {characters} ký tự, quá giới hạn {limit} ký tự.",
    "hint.input.too_long": "Chia bài thành từng phần; nếu là bài dài thật, dùng lệnh screener check hoặc nâng giới hạn trong phần cài đặt (limits).",
    "error.web.missing": "Không có trang này: {source}",
    "hint.web.missing": "Quay về trang soát bản thảo.",
    "error.web.refused": "Yêu cầu không hợp lệ: {source}",
    "hint.web.refused": "Quay về trang soát bản thảo rồi thử lại.",
    "error.web.expired": "Phiên làm việc của trang đã hết.",
    "hint.web.expired": "Tải lại trang; bản thảo đang soạn vẫn còn.",
    "error.web.form": "Dữ liệu gửi lên thiếu hoặc sai ở mục “{field}”.",
    "hint.web.form": "Tải lại trang rồi thử lại.",
    "error.web.crash": "Chương trình gặp lỗi chưa lường trước.",
    "hint.web.crash": "Bản thảo không bị mất. Thử lại; nếu lỗi lặp lại, báo người quản trị xem nhật ký.",
}
